"""What a companion's week asks for, each thing once: day, person, place, and the one thing to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accompaniment.models import User
from visits.calibration.models import PairedObservation
from visits.closing.answering import waits_for_answer
from visits.record.finding import with_two_versions
from visits.record.models.visits import Visit

from .waiting import with_unread

WEEK = timedelta(days=7)
SHOWN = 10  # of each kind: whoever is that far behind has lists with filters


@dataclass(frozen=True)
class Item:
    """One thing to do; `state` is the colour of what is said about it: planned, writing or attention."""

    day: date
    person: Any
    place: Any
    said: str
    state: str
    action: str
    url: str


def agenda_of(user: User, day: date) -> list[Item]:
    """What cannot go on without her first, then what lies behind, then the visits and invitations of seven days."""
    own = Visit.objects.of_companion(user)
    planned = list(own.planned().filter(visited_on__lt=day + WEEK).for_list().reverse()[: 2 * SHOWN])
    open_ended = list(
        own.filter(Q(status=Visit.Status.IN_PROGRESS) | waits_for_answer()).for_list()[: 2 * SHOWN]
    )  # in one question: the page has few
    return [
        *_of_versions(with_two_versions(own).for_list()[:SHOWN]),
        *_of_drafts([visit for visit in open_ended if not visit.is_closed][:SHOWN]),
        *_of_past(visit for visit in planned if visit.visited_on < day),
        *_of_conformity(visit for visit in open_ended if visit.is_closed),
        *_of_messages(with_unread(own, user)),
        *sorted(
            [*_of_coming((visit for visit in planned if visit.visited_on >= day), day), *_of_invitations(user)],
            key=lambda item: item.day,
        ),
    ]


def _of_versions(visits: Iterable[Visit]) -> Iterator[Item]:
    for visit in visits:
        url = reverse("visits:conflict", args=[visit.pk])
        yield _item(visit, _("dos versiones"), "attention", _("Comparar"), url)


def _of_drafts(visits: Iterable[Visit]) -> Iterator[Item]:
    for visit in visits:
        yield _item(visit, _("sin terminar"), "writing", _("Seguir"), reverse("visits:form", args=[visit.pk]))


def _of_past(visits: Iterable[Visit]) -> Iterator[Item]:
    for visit in visits:
        yield _item(visit, _("ya pasó su día"), "attention", _("Registrar"), visit.get_absolute_url())


def _of_conformity(visits: Iterable[Visit]) -> Iterator[Item]:
    for visit in visits:
        url = reverse("visits:answer", args=[visit.pk])
        yield _item(visit, visit.get_conformity_display(), "attention", _("Responder"), url)


def _of_messages(visits: Iterable[Any]) -> Iterator[Item]:
    for visit in visits:
        said = ngettext("%(n)s mensaje sin leer", "%(n)s mensajes sin leer", visit.unread) % {"n": visit.unread}
        yield _item(visit, said, "attention", _("Leer"), f"{visit.get_absolute_url()}#conversation")


def _of_coming(visits: Iterable[Visit], day: date) -> Iterator[Item]:
    for visit in visits:
        said = visit.get_status_display()
        if visit.visited_on == day:
            yield _item(visit, said, "planned", _("Registrar"), reverse("visits:form", args=[visit.pk]))
        else:
            yield _item(visit, said, "planned", _("Preparar"), reverse("visits:prepare", args=[visit.pk]))


def _of_invitations(user: User) -> Iterator[Item]:
    invited = PairedObservation.objects.waiting_for(user).select_related("visit__teacher", "visit__institution")
    pair: Any
    for pair in invited.order_by("visit__visited_on", "pk")[:SHOWN]:
        if pair.has_two_versions:
            yield _item(pair.visit, _("dos versiones"), "attention", _("Comparar"), pair.get_absolute_url())
        else:
            yield _item(pair.visit, _("te invitaron"), "planned", _("Observar"), pair.get_absolute_url())


def _item(visit: Visit, said: str, state: str, action: str, url: str) -> Item:
    return Item(visit.visited_on, visit.teacher, visit.institution, said, state, action, url)

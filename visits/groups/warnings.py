"""What speaks against the day, the hour and the people of a session; said before, and none of it forbids it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accompaniment.campaigns.session_kinds.defaults import CLASSES_FROM, CLASSES_TO
from accompaniment.campaigns.session_kinds.models import SessionKind, kind_of
from accompaniment.models import Teacher
from visits.record.models.visits import Visit

from .models import Attendance, GroupSession


@dataclass(frozen=True)
class Warned:
    """One thing that speaks against it, for whoever convenes, with names, and as it is kept, which names nobody."""

    said: str
    kept: str


def warnings_of(session: GroupSession, kind: SessionKind | None = None) -> list[Warned]:
    """Everything that speaks against a session, stored or not, as it is now; `kind` where it has been read already."""
    if session.starts_at is None or session.ends_at is None:
        return []
    people = Teacher.objects.filter(attendances__session=session.pk)
    of_leader, visited = _of_visits(session, people)
    of_day = _of_the_day(session, kind or kind_of(session.campaign, session.kind))
    return [*of_day, *of_leader, *_of_people(session, people, visited)]


def as_kept(warned: Iterable[Warned]) -> list[str]:
    """Without names, each sentence once."""
    return list(dict.fromkeys(one.kept for one in warned))


def at_the_same_time(session: GroupSession) -> QuerySet[GroupSession]:
    """Other sessions that are not cancelled, on its day, at some of its hours."""
    others = GroupSession.objects.exclude(pk=session.pk).exclude(state=GroupSession.State.CANCELLED)
    return others.filter(held_on=session.held_on, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)


def busy_among(session: GroupSession, teachers: QuerySet[Teacher]) -> set[Any]:
    """The keys of those of these people who have another session or a planned visit at that hour; of a session without
    hours nobody knows.
    """
    if session.starts_at is None or session.ends_at is None:
        return set()
    called = Attendance.objects.filter(session__in=at_the_same_time(session), teacher__in=teachers)
    visited = _visits_then(session).filter(teacher__in=teachers)
    return {*called.values_list("teacher", flat=True), *visited.order_by().values_list("teacher", flat=True)}


def _of_the_day(session: GroupSession, kind: SessionKind | None) -> list[Warned]:
    said = []
    year = session.campaign.school_year
    if session.held_on in year.off:
        said.append(_("Ese día no hay clases: %(name)s.") % {"name": year.off[session.held_on]})
    if kind and _too_soon(session, kind):
        notice = (session.held_on - (session.convened_on or session.held_on)).days
        said.append(_notice(notice, kind.notice_days))
    if kind and year.has_children(session.held_on) and kind.takes_classes(session.starts_at, session.ends_at):
        hours = {"from": f"{kind.classes_from:%H:%M}", "to": f"{kind.classes_to:%H:%M}"}
        said.append(_("Toma horas de clase: de %(from)s a %(to)s están con las niñas y los niños.") % hours)
    return [Warned(text, text) for text in said]


def _too_soon(session: GroupSession, kind: SessionKind) -> bool:
    """What is written down once its day is over was announced otherwise: nobody knows when."""
    convened: date | None = session.convened_on
    return convened is not None and 0 <= (session.held_on - convened).days < kind.notice_days


def _notice(days: int, asked: int) -> str:
    if days == 0:
        return _("Se convoca para el mismo día; el año pide avisar %(asked)d días antes.") % {"asked": asked}
    said = ngettext(
        "Se convoca con %(n)d día de anticipación; el año pide %(asked)d.",
        "Se convoca con %(n)d días de anticipación; el año pide %(asked)d.",
        days,
    )
    return said % {"n": days, "asked": asked}


def _of_visits(session: GroupSession, people: QuerySet[Teacher]) -> tuple[list[Warned], dict[Any, list[str]]]:
    """What a planned visit of the leader says against it, and by the key of each person, what theirs does."""
    theirs, hers = Q(teacher__in=people), Q(companion__user=session.leader_id)
    visits = _visits_then(session).filter(theirs | hers if session.leader_id else theirs)
    of_leader: list[Warned] = []
    of_people: dict[Any, list[str]] = {}
    for visit in visits.select_related("teacher", "companion").order_by("pk"):
        if session.leader_id and visit.companion.user_id == session.leader_id:
            said = _("Quien la conduce tiene ese día una visita programada a %(who)s.") % {"who": visit.teacher}
            of_leader.append(Warned(said, _("Quien la conduce tenía a esa hora una visita programada.")))
        else:
            said = _("%(who)s tiene a esa hora una visita programada.") % {"who": visit.teacher}
            of_people.setdefault(visit.teacher_id, []).append(said)
    return of_leader, of_people


def _of_people(session: GroupSession, people: QuerySet[Teacher], visited: dict[Any, list[str]]) -> list[Warned]:
    busy = Attendance.objects.filter(session__in=at_the_same_time(session), teacher__in=people)
    said: dict[Any, list[str]] = {}
    for row in busy.select_related("teacher", "session").order_by("teacher__search_name", "pk"):
        text = _("%(who)s ya está en «%(session)s» a esa hora.") % {"who": row.teacher, "session": row.session}
        said.setdefault(row.teacher_id, []).append(text)
    for key, texts in visited.items():
        said.setdefault(key, []).extend(texts)
    kept = ngettext(
        "%(n)d persona tenía a esa hora otra reunión o visita.",
        "%(n)d personas tenían a esa hora otra reunión o visita.",
        len(said),
    )
    return [Warned(text, kept % {"n": len(said)}) for texts in said.values() for text in texts]


def _visits_then(session: GroupSession) -> QuerySet[Visit]:
    """Visits planned on its day at some of its hours; one without hours takes place while there are classes."""
    assert session.starts_at is not None and session.ends_at is not None  # noqa: S101 : asked by those who call
    unknown = Q(starts_at=None) | Q(ends_at=None)
    then = Q(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
    if _in_classes(session.starts_at, session.ends_at):
        then |= unknown
    return Visit.objects.planned().filter(then, visited_on=session.held_on)


def _in_classes(starts_at: time, ends_at: time) -> bool:
    return starts_at < CLASSES_TO and ends_at > CLASSES_FROM

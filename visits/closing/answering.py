"""The companion answers what an accompanied person observes in a visit, or does not agree with: once, and in print."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied
from accompaniment.models import User
from visits.record.models.visits import Conformity, Visit

from .models import Confirmation

LATELY = timedelta(days=14)  # how long first pages tell of an observation, which need not be answered


def answerable_by(visit: Visit, user: User) -> Allowed | Denied:
    """Whether the user may answer what the accompanied person said of this visit, and if not, why."""
    if not visit.is_written_by(user):
        return Denied(_("Solo la acompañante que hizo la visita responde lo que la persona acompañada dijo de ella."))
    if not visit.conformity:
        return Denied(_("En esta visita no hay una observación que responder."))
    return Allowed()


def answer_conformity(*, visit: Visit, by: User, answer: str) -> bool:
    """Keep the companion's answer beside what was said of the visit as it is now; False when that very one was there.

    Raises ValidationError when another answer is there, or the visit was corrected meanwhile.
    """
    said = _said_of(visit)
    kept = said.filter(answered_at=None).update(answer=answer, answered_by=str(by), answered_at=timezone.now())
    if not kept and not said.filter(answer=answer).exists():
        raise ValidationError(_("Ya la respondiste, o la visita se corrigió mientras tanto: léela otra vez."))
    return bool(kept)


def _said_of(visit: Visit) -> QuerySet[Confirmation]:
    hers = Confirmation.objects.filter(visit=visit, side=Confirmation.Side.ACCOMPANIED, revision=visit.revision)
    return hers.exclude(verdict=Conformity.AGREES)


def waits_for_answer() -> Q:
    """Visits that wait for an answer, and those lately agreed to with an observation that has none."""
    answered = Confirmation.objects.filter(
        visit=OuterRef("pk"), revision=OuterRef("revision"), side=Confirmation.Side.ACCOMPANIED
    ).exclude(answered_at=None)
    lately = Q(conformity=Conformity.OBSERVES, acknowledged_at__gte=timezone.now() - LATELY)
    return (Q(conformity=Conformity.DISAGREES) | lately) & ~Q(Exists(answered))


def reserved_of(visits: Iterable[Visit]) -> list[Confirmation]:
    """What the accompanied person said of these visits beyond plain agreement, while her first page tells it: until it
    is answered, and some days after.
    """
    keys = [visit.pk for visit in visits if visit.conformity]
    if not keys:
        return []
    now = timezone.now()
    told = Q(verdict=Conformity.DISAGREES, answered_at=None) | Q(answered_at__gte=now - LATELY)
    told |= Q(verdict=Conformity.OBSERVES, confirmed_at__gte=now - LATELY)
    said = Confirmation.objects.filter(told, visit__in=keys, revision=F("visit__revision"))
    return list(said.exclude(verdict=Conformity.AGREES).select_related("visit__companion__user"))

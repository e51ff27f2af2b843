"""What becomes of visits when what they were planned under ends, and who finishes those that are being written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from accompaniment.models import Assignment, Campaign, Companion
from accompaniment.people.assignments.models import AssignmentQuerySet
from visits.record.models.visits import Visit, VisitQuerySet
from visits.record.transitions import log_move, update_once

from .moves import cancel_visit


@dataclass(frozen=True)
class OpenWork:
    """The visits that are planned, and those that are being written: whose they are, and never what they say."""

    planned: VisitQuerySet
    drafts: VisitQuerySet


def open_work_of(assignments: AssignmentQuerySet | Iterable[Assignment]) -> OpenWork:
    """Return what is open of these assignments, for the pages that end them."""
    visits = Visit.objects.filter(assignment__in=assignments).select_related(
        "teacher", "institution", "companion__user", "handed_to__user"
    )
    return OpenWork(visits.planned().order_by("visited_on", "pk"), visits.drafts().order_by("visited_on", "pk"))


def cancel_outlived(assignments: Iterable[int]) -> None:
    """Cancel what is planned past the last day of these assignments, given by key, or past that of their campaign."""
    outlived = Q(visited_on__gt=F("assignment__ends_on")) | Q(visited_on__gt=F("campaign__ends_on"))
    _cancel(Visit.objects.filter(outlived, assignment__in=assignments))


def restore_outlived(last_days: Mapping[int, date], since: datetime) -> None:
    """Put back on the calendar what was cancelled since that moment because these assignments, by key, ended on their
    last days, which are not so any more. What else would cancel it, or has changed it, stands.
    """
    cancelled = Visit.objects.filter(
        Q(assignment__ends_on=None) | Q(visited_on__lte=F("assignment__ends_on")),
        assignment__in=last_days,
        status=Visit.Status.CANCELLED,
        cancel_cause=Visit.Cause.ENDED,
        updated_at__gte=since,
        visited_on__lte=F("campaign__ends_on"),
        campaign__closed_at=None,
    )
    for visit in cancelled.select_for_update(of=("self",)):
        if visit.visited_on > last_days[visit.assignment_id]:
            before = Visit.Status.PREPARED if visit.purpose_agreed else Visit.Status.PLANNED
            update_once(visit, status=before, cancel_cause="")
            log_move(visit, {"status": [visit.status, before]})


def cancel_planned_in(campaign: Campaign) -> None:
    """Cancel what is still planned in a campaign that was closed."""
    _cancel(Visit.objects.filter(campaign=campaign))


def _cancel(visits: VisitQuerySet) -> None:
    for visit in visits.planned().select_for_update(of=("self",)):
        cancel_visit(visit=visit, cause=Visit.Cause.ENDED)


@transaction.atomic
def hand_on(*, visit: Visit, receiver: Companion) -> None:
    """Let another companion finish a visit in progress. Who made it stays its companion and reads it, no longer writes,
    unless it is handed back.

    Raises ValidationError when it is no longer in progress, or the receiver is the person visited.
    """
    if visit.status != Visit.Status.IN_PROGRESS:
        raise ValidationError(_("Esta visita ya no está en registro: no hay qué terminar."))
    if receiver.user_id == visit.teacher.user_id:
        raise ValidationError(_("Nadie se acompaña a sí misma: elige a otra persona."))
    before = visit.handed_to or visit.companion
    lock(visit)
    if before != (visit.handed_to or visit.companion):
        raise ValidationError(_("Otra persona la entregó mientras la mirabas. Ábrela otra vez."))
    update_once(visit, handed_to=None if receiver.pk == visit.companion_id else receiver)
    log_move(visit, {"handed_to": [str(before), str(receiver)]})

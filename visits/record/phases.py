"""The phase that is proposed for a person's visit: by its day, and by what came before it in the campaign."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from accompaniment.campaigns.phases import DIAGNOSTIC, next_phase
from accompaniment.models import Assignment

from .models.visits import Visit

BEGUN = Q(status__in=[Visit.Status.IN_PROGRESS, *Visit.DONE])


def phase_to_make(assignment: Assignment, day: date) -> str:
    """Return the phase for a visit that is made on `day`, after those that began, whoever made them."""
    return next_phase(assignment.campaign.phase_on(day), _phases(assignment, BEGUN))


def phase_to_plan(assignment: Assignment, day: date) -> str:
    """Return the phase for a visit that is planned for `day`, after those that began and those still to come."""
    return next_phase(assignment.campaign.phase_on(day), _phases(assignment, begun_or_to_come()))


def phase_to_begin(visit: Visit) -> str:
    """Return the phase for a planned visit that begins: as it was planned, or the diagnostic while there is none."""
    return visit.phase if DIAGNOSTIC in _phases(visit.assignment, BEGUN) else DIAGNOSTIC


def begun_or_to_come() -> Q:
    """Visits that were begun, and those planned from today on: one that was planned and not made is neither."""
    return BEGUN | Q(status__in=Visit.AHEAD, visited_on__gte=timezone.localdate())


def _phases(assignment: Assignment, which: Q) -> set[str]:
    visits = Visit.objects.filter(which, teacher=assignment.post.teacher_id, campaign=assignment.campaign_id)
    return set(visits.order_by().values_list("phase", flat=True))

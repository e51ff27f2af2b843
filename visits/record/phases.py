"""The phase that is proposed for a person's visit: by its day, and by what came before it in the campaign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accompaniment.campaigns.phases import DIAGNOSTIC, next_phase
from accompaniment.models import Assignment

from .models.visits import Visit

BEGUN = Q(status__in=[Visit.Status.IN_PROGRESS, *Visit.DONE])


def begun_visits(assignment: Assignment, *columns: str) -> list[Mapping[str, Any]]:
    """Return the person's visits that began, whoever made them, the latest first: their year and phase, and these."""
    visits = Visit.objects.filter(BEGUN, teacher=assignment.post.teacher_id).order_by("-visited_on", "-id")
    return list(visits.values("campaign", "phase", *columns))


def phase_to_make(assignment: Assignment, day: date, begun: Iterable[Mapping[str, Any]]) -> str:
    """Return the phase for a visit that is made on `day`, after these `begun_visits`."""
    return next_phase(assignment.campaign.phase_on(day), _phases_of(assignment, begun))


def phase_to_plan(assignment: Assignment, day: date) -> str:
    """Return the phase for a visit that is planned for `day`, after those that began and those still to come."""
    return phases_to_plan([assignment], day)[assignment.pk]


def phases_to_plan(assignments: Iterable[Assignment], day: date) -> dict[int, str]:
    """Return, by assignment, the phase for a visit of each that is planned for `day`."""
    rows = list(assignments)
    visits = Visit.objects.filter(begun_or_to_come(), teacher__in={row.post.teacher_id for row in rows})
    before: dict[tuple[Any, int], set[str]] = defaultdict(set)
    for teacher, campaign, phase in visits.order_by().values_list("teacher", "campaign", "phase").distinct():
        before[teacher, campaign].add(phase)
    return {
        row.pk: next_phase(row.campaign.phase_on(day), before[row.post.teacher_id, row.campaign_id]) for row in rows
    }


def phase_to_begin(visit: Visit, begun: Iterable[Mapping[str, Any]]) -> str:
    """Return the phase for a planned visit that begins after these: as it was planned, or the diagnostic it lacks."""
    return visit.phase if DIAGNOSTIC in _phases_of(visit.assignment, begun) else DIAGNOSTIC


def begun_or_to_come() -> Q:
    """Visits that were begun, and those planned from today on: one that was planned and not made is neither."""
    return BEGUN | Q(status__in=Visit.AHEAD, visited_on__gte=timezone.localdate())


def _phases_of(assignment: Assignment, visits: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the phases of those that belong to the year of the assignment."""
    return {visit["phase"] for visit in visits if visit["campaign"] == assignment.campaign_id}

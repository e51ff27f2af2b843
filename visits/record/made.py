"""How many visits were made of those that an assignment says."""

from __future__ import annotations

from django.db.models import Count, Max, Q

from accompaniment.people.assignments.models import AssignmentQuerySet

from .models.visits import Visit


def with_visits_made(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Annotate `made`, the closed visits of each, and `last_on`, the day of the last one."""
    closed = Q(visits__status__in=Visit.DONE)
    return assignments.annotate(made=Count("visits", filter=closed), last_on=Max("visits__visited_on", filter=closed))

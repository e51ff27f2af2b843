"""How many visits were made of those that an assignment says, and when the next one is."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Min, Q

from accompaniment.people.assignments.models import AssignmentQuerySet

from .models.visits import Visit


def with_visits_made(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Annotate `made`, the closed visits of each, and `last_on`, the day of the last one."""
    closed = Q(visits__status__in=Visit.DONE)
    return assignments.annotate(made=Count("visits", filter=closed), last_on=Max("visits__visited_on", filter=closed))


def with_next_visit(assignments: AssignmentQuerySet, day: date) -> AssignmentQuerySet:
    """Annotate `next_on`, the day of the first visit of each that is planned for `day` or later."""
    planned = Q(visits__status__in=Visit.AHEAD, visits__visited_on__gte=day)
    return assignments.annotate(next_on=Min("visits__visited_on", filter=planned))

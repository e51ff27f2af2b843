"""One day of a companion's calendar: who can be visited on it, those who are owed a visit first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from accompaniment.access import in_force
from accompaniment.models import Assignment, Companion, User
from visits.record.made import with_next_visit, with_visits_made
from visits.record.phases import phases_to_plan


@dataclass(frozen=True)
class Plannable:
    """Somebody who can be visited on the day, in the phase that is proposed; what `with_visits_made` and
    `with_next_visit` say stands with her assignment.
    """

    assignment: Any
    phase: str

    @property
    def is_done(self) -> bool:
        """Whether all the visits owed were made."""
        return bool(self.assignment.made >= self.assignment.visits_owed)

    @property
    def has_date(self) -> bool:
        return self.assignment.next_on is not None

    def seen_longest_ago(self) -> tuple[date, str]:
        return self.assignment.last_on or date.min, self.assignment.post.teacher.search_name


@dataclass(frozen=True)
class People:
    """Nobody's place in a ranking: who has no date yet comes first, and among them who was seen longest ago."""

    without_date: list[Plannable]
    with_date: list[Plannable]
    done: list[Plannable]

    def __bool__(self) -> bool:
        return bool(self.without_date or self.with_date or self.done)


def people_for(day: date, *, user: User, companion: Companion) -> People:
    """Those of the user's own people, as this companion, who may be visited on a day to come."""
    own = Assignment.objects.of_companion(user).filter(
        in_force(day), in_force(day, "campaign__"), companion=companion, campaign__closed_at=None
    )
    rows = with_next_visit(with_visits_made(own), timezone.localdate())
    assignments = list(
        rows.select_related("post__teacher", "post__institution", "campaign").prefetch_related("campaign__phases")
    )
    phases = phases_to_plan(assignments, day)
    return _grouped([Plannable(assignment, phases[assignment.pk]) for assignment in assignments])


def _grouped(people: Iterable[Plannable]) -> People:
    found = sorted(people, key=Plannable.seen_longest_ago)
    return People(
        without_date=[one for one in found if not one.is_done and not one.has_date],
        with_date=[one for one in found if not one.is_done and one.has_date],
        done=[one for one in found if one.is_done],
    )

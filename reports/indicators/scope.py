"""Whose figures are asked for: the accompaniment of a year that the reader answers for, narrowed by what was asked.

All stands on assignments, so that each figure is about the same people, and opens rows that the reader may see.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accompaniment.campaigns.school_days import days_between
from accompaniment.models import Assignment, Campaign, Companion, Institution, Teacher, User
from visits.groups.models import Attendance, GroupSession
from visits.models import Commitment, Visit


@dataclass(frozen=True)
class Scope:
    """A year's accompaniment up to today, of a network, kind of person or companion where these are asked for."""

    user: User
    year: int
    network: str = ""
    kind: str = ""
    companion: Companion | None = None

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def assignments(self) -> Any:
        found = Assignment.objects.followed_by(self.user).filter(campaign__year=self.year, starts_on__lte=self.today)
        if self.network:
            found = found.filter(post__institution__network__name=self.network)
        if self.kind:
            found = found.filter(post__teacher__kind=self.kind)
        return found.filter(companion=self.companion) if self.companion else found

    @property
    def services(self) -> Any:
        return Institution.objects.open().filter(pk__in=self.assignments.values("post__institution"))

    @property
    def people(self) -> Any:
        return Teacher.objects.filter(pk__in=self.assignments.values("post__teacher"))

    @property
    def visits(self) -> Any:
        return Visit.objects.visible_to(self.user).closed().filter(assignment__in=self.assignments.values("pk"))

    @property
    def commitments(self) -> Any:
        of_visits = Q(visit__assignment__in=self.assignments.values("pk"))
        of_sessions = Q(session__campaign__year=self.year, teacher__in=self.people.values("pk"))
        return Commitment.objects.visible_to(self.user).agreed().filter(of_visits | of_sessions)

    @property
    def attendances(self) -> Any:
        held = Q(session__campaign__year=self.year, session__state=GroupSession.State.HELD)
        return Attendance.objects.visible_to(self.user).filter(held, teacher__in=self.people.values("pk"))

    @property
    def companions(self) -> Any:
        return Companion.objects.filter(pk__in=self.assignments.values("companion"))

    def due(self, **narrowed: Any) -> list[Due]:
        """What each assignment means by today: its visits, as far as its days with children until the end of the year
        have gone; of one that ended, those of its own days.
        """
        columns = ("companion", "campaign", "visits_owed", "starts_on", "ends_on")
        found = self.assignments.filter(**narrowed).order_by().values_list(*columns)
        return [
            Due(companion, owed * self._gone(campaign, starts_on, ends_on or self.today))
            for companion, campaign, owed, starts_on, ends_on in found
        ]

    def _gone(self, campaign: Any, first: date, last: date) -> float:
        """Which part of the days with children from `first` on is over by `last` or today: from 0 to 1."""
        days = self._days[campaign]
        begins = bisect_left(days, first)
        over = bisect_right(days, min(last, self.today)) - begins
        return max(over, 0) / (len(days) - begins) if begins < len(days) else 1.0

    @cached_property
    def _days(self) -> dict[Any, list[date]]:
        """The days with children of each year."""
        campaigns = Campaign.objects.filter(pk__in=self.assignments.values("campaign"))
        return {one.pk: [day for day in days_of(one) if one.school_year.has_children(day)] for one in campaigns}


@dataclass(frozen=True)
class Due:
    """Visits that were due by today of one assignment; a part of one counts as such."""

    companion: Any
    visits: float


def days_of(campaign: Campaign) -> Iterator[date]:
    return days_between(campaign.starts_on, campaign.ends_on)


def later_visit(visits: Any) -> Exists:
    """Whether a closed visit of the same person followed the day on which a commitment was agreed, `agreed_on`."""
    return Exists(visits.filter(teacher=OuterRef("teacher"), visited_on__gt=OuterRef("agreed_on")))

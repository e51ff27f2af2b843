"""A month of visits as a page shows it: a grid of weeks, and the same weeks as lists."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


class Dated(Protocol):
    @property
    def visited_on(self) -> date: ...


@dataclass(frozen=True)
class CalendarDay:
    date: date
    is_of_month: bool
    off: str
    visits: Sequence[Dated]

    @property
    def is_weekend(self) -> bool:
        return self.date.weekday() >= 5


@dataclass(frozen=True)
class Month:
    """A month in whole weeks, from Monday to Sunday."""

    first: date
    weeks: Sequence[Sequence[CalendarDay]]

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def listed_weeks(self) -> list[list[CalendarDay]]:
        """The weeks that have a visit in a day of the month, without the days of other months."""
        weeks = [[day for day in week if day.is_of_month] for week in self.weeks]
        return [week for week in weeks if any(day.visits for day in week)]


def span_of(first: date) -> tuple[date, date]:
    """Return the first and the last day that the month's grid shows."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return weeks[0][0], weeks[-1][-1]


def month_of(first: date, visits: Iterable[Dated], off: Mapping[date, str]) -> Month:
    by_day: dict[date, list[Dated]] = defaultdict(list)
    for visit in visits:
        by_day[visit.visited_on].append(visit)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first,
        [[CalendarDay(day, day.month == first.month, off.get(day, ""), by_day[day]) for day in week] for week in weeks],
    )

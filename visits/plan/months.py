"""A month of visits as a page shows it: a grid of weeks, and the same weeks as lists."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple, Protocol


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


class DaysOff(NamedTuple):
    """Days in a row without children, by one name."""

    name: str
    first: date
    last: date


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

    @property
    def days_off(self) -> list[DaysOff]:
        """What the days of the month without children are called, in their order."""
        own = [day for week in self.weeks for day in week if day.is_of_month]
        runs = [(name, list(days)) for name, days in groupby(own, key=lambda day: day.off)]
        return [DaysOff(name, days[0].date, days[-1].date) for name, days in runs if name]


def day_of(text: str) -> date | None:
    """The day that an address names, as `2027-04-13`; None for anything else, and for years beyond all planning."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 < day.year < 2100 else None


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

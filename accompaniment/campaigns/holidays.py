"""Days without classes: those of the whole country, which move with Easter, and those that a UGEL adds, a line each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from dateutil.easter import easter

from . import defaults

DAY = "%d/%m/%Y"
LINE = re.compile(r"^(\d{1,2}/\d{1,2}/\d{4})(?:\s*(?:a|al|-|–|to)\s*(\d{1,2}/\d{1,2}/\d{4}))?[\s:,;·–-]*(.*)$")
LONGEST_NAME = 80
LONGEST = timedelta(days=92)


YEARS = range(2000, 2100)  # in which a campaign can be


class NotAHoliday(ValueError):
    """A line that names no day."""


@dataclass(frozen=True, order=True)
class Holiday:
    """A day, or several in a row, without classes."""

    starts_on: date
    ends_on: date
    name: str = ""

    @classmethod
    def from_json(cls, row: dict[str, str]) -> Self:
        return cls(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]), row["name"])

    def as_json(self) -> dict[str, Any]:
        return {"from": self.starts_on.isoformat(), "to": self.ends_on.isoformat(), "name": self.name}

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Read «24/06/2026 Inti Raymi» or «27/07/2026 a 07/08/2026 Vacaciones»; raise NotAHoliday otherwise."""
        found = LINE.match(line.strip())
        if found is None or len(found[3]) > LONGEST_NAME:
            raise NotAHoliday(line)
        try:
            first = datetime.strptime(found[1], DAY).date()
            last = datetime.strptime(found[2], DAY).date() if found[2] else first
        except ValueError as wrong:
            raise NotAHoliday(line) from wrong
        if not timedelta(0) <= last - first <= LONGEST or first.year not in YEARS:
            raise NotAHoliday(line)
        return cls(first, last, found[3].strip())

    def as_line(self) -> str:
        days = f"{self.starts_on:{DAY}}"
        if self.ends_on != self.starts_on:
            days += f" a {self.ends_on:{DAY}}"
        return f"{days} {self.name}".strip()

    def days(self) -> Iterator[date]:
        for n in range((self.ends_on - self.starts_on).days + 1):
            yield self.starts_on + timedelta(days=n)


def national(starts_on: date, ends_on: date) -> list[Holiday]:
    """Return the country's holidays between two days, in order."""
    found = []
    for year in range(starts_on.year, ends_on.year + 1):
        sunday = easter(year)
        days = [(date(year, month, day), name) for month, day, name in defaults.HOLIDAYS]
        days += [(sunday + timedelta(days=n), name) for n, name in defaults.HOLIDAYS_OF_EASTER]
        found += [Holiday(day, day, name) for day, name in days if starts_on <= day <= ends_on]
    return sorted(found)


def names_by_day(holidays: Iterable[Holiday]) -> dict[date, str]:
    """Return each day off with its name."""
    return {day: holiday.name for holiday in holidays for day in holiday.days()}


def a_year_later(day: date) -> date:
    """Return the same day of the next year; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def moved_a_year(holidays: Iterable[Holiday], *, former: tuple[date, date], new: tuple[date, date]) -> list[Holiday]:
    """Return next year's days off: the country's as that year has them, the others a year later."""
    country = set(national(*former))
    own = [
        Holiday(a_year_later(row.starts_on), a_year_later(row.ends_on), row.name)
        for row in holidays
        if row not in country
    ]
    return sorted({*own, *national(*new)})

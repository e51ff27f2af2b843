"""The school year: blocks of weeks with children and of weeks of management, and what each day is. Arithmetic alone,
without Django.

A weekend or a day off is neither; any other day is what the block that holds it is, and outside of every block there
are no classes. A year without blocks has children on every weekday that is not off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise
from typing import Any, Self

SATURDAY = 5  # as date.weekday() counts
A_YEAR = timedelta(days=364)  # a whole number of weeks, so that blocks go on beginning on Mondays
LAST_DAY = 12, 31
LEAST_TEACHING, LEAST_MANAGEMENT = 160, 30  # days that a year has at least


class Kind(Enum):
    """What a block is for."""

    TEACHING = "teaching"
    MANAGEMENT = "management"


class DayKind(Enum):
    TEACHING = "teaching"  # with children
    MANAGEMENT = "management"
    OFF = "off"
    WEEKEND = "weekend"
    OUTSIDE = "outside"  # of every block


@dataclass(frozen=True, order=True)
class Block:
    """Weeks in a row of one kind, both days included."""

    starts_on: date
    ends_on: date
    kind: Kind = field(compare=False)

    @classmethod
    def from_json(cls, row: Mapping[str, str]) -> Self:
        return cls(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]), Kind(row["kind"]))

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "from": self.starts_on.isoformat(), "to": self.ends_on.isoformat()}

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def days(self) -> Iterator[date]:
        return days_between(self.starts_on, self.ends_on)

    def moved(self, years: int) -> Block:
        """The same weeks so many years later; what lasts to the end of the year goes on doing so."""
        starts_on, ends_on = self.starts_on + years * A_YEAR, self.ends_on + years * A_YEAR
        if (self.ends_on.month, self.ends_on.day) == LAST_DAY:
            ends_on = date(starts_on.year, *LAST_DAY)
        return Block(starts_on, ends_on, self.kind)


@dataclass(frozen=True)
class SchoolYear:
    blocks: Sequence[Block] = ()
    off: Mapping[date, str] = field(default_factory=dict)  # days off with their names

    def kind_of(self, day: date) -> DayKind:
        if day.weekday() >= SATURDAY:
            return DayKind.WEEKEND
        if day in self.off:
            return DayKind.OFF
        if not self.blocks:
            return DayKind.TEACHING
        block = next((block for block in self.blocks if day in block), None)
        return DayKind(block.kind.value) if block else DayKind.OUTSIDE

    def has_children(self, day: date) -> bool:
        return self.kind_of(day) == DayKind.TEACHING

    def without_children(self, first: date, last: date) -> Iterator[date]:
        return (day for day in days_between(first, last) if not self.has_children(day))

    def days_of(self, block: Block) -> int:
        """How many days of a block are neither weekends nor off."""
        return sum(self.kind_of(day).value == block.kind.value for day in block.days())

    def total(self, kind: Kind) -> int:
        return sum(self.days_of(block) for block in self.blocks if block.kind == kind)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day between two, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def numbered(blocks: Iterable[Block]) -> list[tuple[int, Block]]:
    """The blocks in order of days, each with its number among those of its kind."""
    counts = dict.fromkeys(Kind, 0)
    rows = []
    for block in sorted(blocks):
        counts[block.kind] += 1
        rows.append((counts[block.kind], block))
    return rows


def first_crossing(blocks: Iterable[Block]) -> tuple[Block, Block] | None:
    """Two blocks that share a day, the first such pair by days; None when there is none."""
    return next(((one, other) for one, other in pairwise(sorted(blocks)) if other.starts_on <= one.ends_on), None)

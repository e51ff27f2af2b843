"""What levels say, as arithmetic: distributions, needs, strengths and change. No Django, and no sum over a person.

Levels of different criteria are never added up: a person has a profile, not a mark, and nobody can be ranked by it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

# A level this far up its scale is a strength: III and IV of I-IV, 3 of 1-3, «Sí» of «No / A veces / Sí».
STRENGTH_FROM = Fraction(2, 3)
FIRST_NEEDS = 2


@dataclass(frozen=True)
class Item(Generic[Key]):
    """A criterion as arithmetic needs it: what names it, its place in the instrument and its highest level."""

    key: Key
    order: int
    top: int

    def __post_init__(self) -> None:
        if self.top < 2:
            raise ValueError(f"{self.key}: a scale has at least two levels, not {self.top}")

    def require_level(self, level: int) -> None:
        """Raise ValueError when `level` is not on this criterion's scale."""
        if not 1 <= level <= self.top:
            raise ValueError(f"{self.key}: level {level} is not between 1 and {self.top}")

    def height(self, level: int) -> Fraction:
        """Return how far up its scale a level is: 0 for the lowest, 1 for the highest."""
        self.require_level(level)
        return Fraction(level - 1, self.top - 1)


@dataclass(frozen=True)
class Share:
    """A part of a whole that never travels without the whole."""

    count: int
    n: int

    @property
    def percent(self) -> int | None:
        """The whole percentage, halves rounded up; None of nothing."""
        return (200 * self.count + self.n) // (2 * self.n) if self.n else None

    def text(self, pattern: str = "{count}/{n} · {percent} %", empty: str = "0/0") -> str:
        """Return the share in words: `pattern` says count, n and percent in the reader's language."""
        if self.percent is None:
            return empty
        return pattern.format(count=self.count, n=self.n, percent=self.percent)


@dataclass(frozen=True)
class Distribution:
    """How many of the scores of one criterion stand on each level; `counts[0]` is level 1."""

    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.counts)

    def share(self, level: int) -> Share:
        return Share(self.counts[level - 1], self.n)

    def share_from(self, level: int) -> Share:
        """Return how many stand on `level` or above it."""
        return Share(sum(self.counts[level - 1 :]), self.n)

    @property
    def shares(self) -> list[Share]:
        return [Share(count, self.n) for count in self.counts]


class Direction(Enum):
    UP = "up"
    SAME = "same"
    DOWN = "down"
    UNKNOWN = "unknown"  # not scored in one of the two visits


@dataclass(frozen=True)
class Change(Generic[Key]):
    """One criterion in two visits; a level is None where it was not scored."""

    key: Key
    before: int | None
    after: int | None

    @property
    def steps(self) -> int | None:
        """Levels gained (or lost, below zero); None when one of the two is missing."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def direction(self) -> Direction:
        if self.steps is None:
            return Direction.UNKNOWN
        if self.steps == 0:
            return Direction.SAME
        return Direction.UP if self.steps > 0 else Direction.DOWN


def distribution(levels: Iterable[int], *, item: Item[Key]) -> Distribution:
    """Count the levels of one criterion. Raises ValueError for a level outside its scale."""
    return distributions(((item.key, level, 1) for level in levels), items=[item])[item.key]


def distributions(rows: Iterable[tuple[Key, int, int]], *, items: Sequence[Item[Key]]) -> dict[Key, Distribution]:
    """Gather rows (criterion, level, count), as a database counts them, into a distribution for each criterion.

    A criterion without rows gets zeros. Raises ValueError for a level outside its scale, KeyError for a strange one.
    """
    by_key = {item.key: item for item in items}
    counts = {item.key: [0] * item.top for item in items}
    for key, level, count in rows:
        by_key[key].require_level(level)
        counts[key][level - 1] += count
    return {key: Distribution(tuple(numbers)) for key, numbers in counts.items()}


def profile(scores: Iterable[tuple[Key, int]], *, items: Sequence[Item[Key]]) -> dict[Key, int]:
    """Return criterion -> level of one visit, in the order of the instrument; unscored criteria are left out."""
    given = dict(scores)
    ordered = in_order(items)
    if strange := given.keys() - {item.key for item in ordered}:
        raise KeyError(*strange)
    for item in ordered:
        if item.key in given:
            item.require_level(given[item.key])
    return {item.key: given[item.key] for item in ordered if item.key in given}


def needs(levels: Mapping[Key, int], *, items: Sequence[Item[Key]], most: int = FIRST_NEEDS) -> list[Key]:
    """Return the criteria to work on first: at most `most`, the lowest on their own scale, ties as in the instrument.

    A criterion on the top of its scale is never a need, so an excellent profile has none.
    """
    scored = [item for item in in_order(items) if item.key in levels and levels[item.key] < item.top]
    return [item.key for item in sorted(scored, key=lambda item: item.height(levels[item.key]))[:most]]


def strengths(levels: Mapping[Key, int], *, items: Sequence[Item[Key]], most: int = FIRST_NEEDS) -> list[Key]:
    """Return the criteria she stands on: at most `most`, the highest on their own scale, ties as in the instrument.

    Only from two thirds of the scale upwards, and never one that is also among the first needs.
    """
    first_needs = needs(levels, items=items)
    firm = [
        item
        for item in in_order(items)
        if item.key in levels and item.key not in first_needs and item.height(levels[item.key]) >= STRENGTH_FROM
    ]
    return [item.key for item in sorted(firm, key=lambda item: -item.height(levels[item.key]))[:most]]


def changes(before: Mapping[Key, int], after: Mapping[Key, int], *, items: Sequence[Item[Key]]) -> list[Change[Key]]:
    """Return what happened to each criterion between two visits, in the order of the instrument."""
    return [Change(item.key, before.get(item.key), after.get(item.key)) for item in in_order(items)]


def directions(moved: Iterable[Change[Key]]) -> dict[Direction, Share]:
    """Return how many changes went each way; n counts only those known in both visits."""
    found = [change.direction for change in moved]
    n = sum(direction is not Direction.UNKNOWN for direction in found)
    return {way: Share(found.count(way), n) for way in (Direction.UP, Direction.SAME, Direction.DOWN)}


def in_order(items: Iterable[Item[Key]]) -> list[Item[Key]]:
    """Return the criteria as the instrument orders them."""
    return sorted(items, key=lambda item: item.order)

"""What levels say, as arithmetic: needs, strengths, and shares that keep their n. No Django, and no sum over a person.

Levels of different criteria are never added up: a person has a profile, not a mark, and nobody can be ranked by it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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


def needs(levels: Mapping[Key, int], *, items: Sequence[Item[Key]], most: int = FIRST_NEEDS) -> list[Key]:
    """Return the criteria to work on first: at most `most`, the lowest on their own scale, ties as in the instrument.

    A criterion on the top of its scale is never a need, so an excellent profile has none.
    """
    scored = [item for item in in_order(items) if item.key in levels and levels[item.key] < item.top]
    return [item.key for item in sorted(scored, key=lambda item: item.height(levels[item.key]))[:most]]


def strengths(levels: Mapping[Key, int], *, items: Sequence[Item[Key]], most: int = FIRST_NEEDS) -> list[Key]:
    """Return the strongest criteria: at most `most`, the highest on their own scale, ties as in the instrument.

    Only from two thirds of the scale upwards, and never one that is also among the first needs.
    """
    first_needs = needs(levels, items=items)
    firm = [
        item
        for item in in_order(items)
        if item.key in levels and item.key not in first_needs and item.height(levels[item.key]) >= STRENGTH_FROM
    ]
    return [item.key for item in sorted(firm, key=lambda item: -item.height(levels[item.key]))[:most]]


def in_order(items: Iterable[Item[Key]]) -> list[Item[Key]]:
    """Return the criteria as the instrument orders them."""
    return sorted(items, key=lambda item: item.order)

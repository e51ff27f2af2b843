"""Which of a UGEL's campaigns a day is about: the one to look at, and the one to assign and plan for.

They differ only between two campaigns: what is looked at is the year that ended, what is planned is the one to come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


C = TypeVar("C", bound=Dated)


def campaign_of(day: date, campaigns: Iterable[C]) -> C | None:
    """Return the campaign that `day` is about: the running one, else the last that has begun, else the first to begin.

    None when there is none.
    """
    begun, ahead = _split(day, campaigns)
    return next((one for one in begun if day <= one.ends_on), None) or next(iter(begun + ahead), None)


def campaign_to_assign(day: date, campaigns: Iterable[C]) -> C | None:
    """Return the campaign that one assigns and plans for on `day`: the running one, else the next, else the last.

    None when there is none.
    """
    begun, ahead = _split(day, campaigns)
    return next((one for one in begun if day <= one.ends_on), None) or next(iter(ahead + begun), None)


def _split(day: date, campaigns: Iterable[C]) -> tuple[list[C], list[C]]:
    """Return those that have begun, the latest first, and those that have not, the nearest first."""
    ordered = sorted(campaigns, key=lambda one: one.starts_on)
    begun = [one for one in ordered if one.starts_on <= day]
    return begun[::-1], ordered[len(begun) :]

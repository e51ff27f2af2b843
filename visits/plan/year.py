"""What a companion's year is proposed from, and what is proposed: plain data, without Django."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from accompaniment.campaigns.phases import PROCESS, Spans

PER_DAY = 2  # visits a companion can make well in one day
SATURDAY = 5  # as date.weekday() counts


class Reason(Enum):
    """Why a visit has no day."""

    NO_DAYS = "no_days"  # nothing but holidays and weekends, or nothing at all, between today and the last day
    FULL = "full"  # the days there are, are taken, or too near to another visit of the same person


@dataclass(frozen=True)
class Place:
    """Where somebody is visited; remote places that are near each other are visited in one trip."""

    is_remote: bool = False
    district: str = ""
    name: str = ""  # the populated place
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Taken:
    """A visit that already has its day, made or planned."""

    day: date
    phase: str = PROCESS


@dataclass(frozen=True)
class Person:
    """Somebody who is owed visits between two days, both included."""

    key: Hashable
    starts_on: date
    ends_on: date
    owed: int
    taken: tuple[Taken, ...] = ()
    place: Place = field(default_factory=Place)
    before: frozenset[str] = frozenset()  # the phases of visits in this campaign that somebody else made, or will make


@dataclass(frozen=True)
class Year:
    """The days in which visits can be: from `starts_on`, which is never before tomorrow, to `ends_on`."""

    starts_on: date
    ends_on: date
    phases: Spans
    days_off: frozenset[date] = frozenset()
    busy: Mapping[date, int] = field(default_factory=dict)  # visits that a day has of others, not in `Person.taken`
    per_day: int = PER_DAY


@dataclass(frozen=True)
class Proposed:
    key: Hashable
    day: date
    phase: str


@dataclass(frozen=True)
class Unplaced:
    key: Hashable
    phase: str
    reason: Reason

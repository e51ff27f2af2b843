"""What a kind of group session says, as plain data, and the arithmetic of its agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import NamedTuple

LEAST_MINUTES = 5  # of a moment
NOTICE_DAYS, LATE_MINUTES, USUAL_MINUTES = 5, 15, 180


class Moment(NamedTuple):
    """One part of an agenda."""

    title: str
    minutes: int


@dataclass(frozen=True)
class SessionKindData:
    """What a year says of a kind: who leads it, its rules, its usual agenda, and whether it is convened this year.

    `strategy` is the one for which it counts, empty when it counts for none. Hours of classes are None where a meeting
    may take them. `evaluation` are the statements that whoever came rates, without names; none for the usual three.
    """

    name: str
    led_by: str
    strategy: str = ""
    notice_days: int = NOTICE_DAYS
    late_minutes: int = LATE_MINUTES
    minutes: int = USUAL_MINUTES
    classes_from: time | None = None
    classes_to: time | None = None
    asks_five_c: bool = False
    agenda: Sequence[Moment] = ()
    evaluation: Sequence[str] = ()
    is_offered: bool = True


def fitted(agenda: Sequence[Moment], minutes: int) -> list[Moment]:
    """Return the agenda so that it takes no more than these minutes: as it is where it fits, else each moment shorter
    by its share, in steps of `LEAST_MINUTES`. Nothing when not even that fits.
    """
    total = sum(moment.minutes for moment in agenda)
    if total <= minutes:
        return list(agenda)
    if len(agenda) * LEAST_MINUTES > minutes:
        return []
    room = minutes - len(agenda) * LEAST_MINUTES  # each has its least; what is left is shared out
    over = sum(max(moment.minutes - LEAST_MINUTES, 0) for moment in agenda)
    return [
        moment._replace(minutes=LEAST_MINUTES + _steps(max(moment.minutes - LEAST_MINUTES, 0) * room // over))
        for moment in agenda
    ]


def _steps(minutes: int) -> int:
    return minutes - minutes % LEAST_MINUTES

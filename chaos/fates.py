"""What happens to each try of each sending on its way. The same seed gives the same fates."""

from __future__ import annotations

from enum import StrEnum
from random import Random


class Fate(StrEnum):
    PASSES = "passes"
    DROPPED_BEFORE = "dropped before"  # the server never has it whole
    DROPPED_AFTER = "dropped after"  # the server has done it, and its sender never hears
    DELAYED = "delayed"


SHARES = {Fate.DROPPED_BEFORE: 0.12, Fate.DROPPED_AFTER: 0.15, Fate.DELAYED: 0.1}
LONGEST_DELAY = 0.6  # seconds


def dice(seed: int, *what: object) -> Random:
    """Chances of this one thing, whatever else happens before it."""
    return Random(":".join(map(str, (seed, *what))))


def fate_of(seed: int, mark: str) -> Fate:
    left = dice(seed, mark).random()
    for fate, share in SHARES.items():
        if left < share:
            return fate
        left -= share
    return Fate.PASSES


def delay_of(seed: int, mark: str) -> float:
    return dice(seed, mark, "delay").uniform(0.05, LONGEST_DELAY)

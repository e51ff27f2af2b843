"""A profile: where one person stood and stands on a criterion, drawn beside its name in a row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import Label

TRACK, MARGIN = 190.0, 23.0  # the width of a drawing, and what its first and last name want beside their stops
Y, HEIGHT = 9.0, 29.0


@dataclass(frozen=True)
class Profile:
    """A track with a stop for each level: a ring around the first one, a disc on the latest."""

    width: float
    height: float
    y: float
    stops: list[float]
    labels: list[Label]
    first: float | None  # None when there is none
    latest: float | None


def profile(level_names: Sequence[str], first: int | None, latest: int | None = None) -> Profile:
    """Lay out the first (diagnostic) and the latest level of one criterion, each None when it was not scored."""
    gap = (TRACK - 2 * MARGIN) / max(len(level_names) - 1, 1)
    stops = [round(MARGIN + gap * n, 1) for n in range(len(level_names))]
    labels = [Label(x, Y + 17, name, anchor="middle") for x, name in zip(stops, level_names, strict=True)]
    return Profile(TRACK, HEIGHT, Y, stops, labels, _stop(stops, first), _stop(stops, latest))


def _stop(stops: Sequence[float], level: int | None) -> float | None:
    return stops[level - 1] if level is not None and 1 <= level <= len(stops) else None

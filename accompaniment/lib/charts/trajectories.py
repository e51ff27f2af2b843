"""Trajectories: how the levels of one person moved from visit to visit, a line for each criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import LINE, PAD, WIDTH, Label, ramp, wrap

TITLE = 150.0  # how wide the titles are
LEFT, RIGHT = TITLE + 14, WIDTH - 46  # where the first and the last visit stand
HIGH = 24.0  # from the lowest level to the highest
LEAST = HIGH + 14  # how high a row is at least


@dataclass(frozen=True)
class TrajectoryRow:
    """The levels of one criterion by visit, oldest first, counted from 1; None where it was not observed."""

    title: str
    level_names: Sequence[str]
    levels: Sequence[int | None]


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True)
class Trajectories:
    width: float
    height: float
    labels: list[Label]
    lines: list[str]  # the points of each polyline
    dots: list[Dot]


def trajectories(rows: Sequence[TrajectoryRow], first: str, last: str) -> Trajectories:
    """Lay out, for each criterion, its title, a dot for each visit and the name of its latest level.

    `first` and `last` say under the dots when these visits were; with one visit they are the same.
    """
    labels: list[Label] = []
    lines: list[str] = []
    dots: list[Dot] = []
    y = PAD
    for row in rows:
        title = wrap(row.title, TITLE - PAD)
        height = max(LEAST, LINE * len(title) + 8)
        above = y + (height - LINE * len(title)) / 2 - 3
        labels += [Label(PAD, round(above + LINE * n, 1), line) for n, line in enumerate(title, start=1)]
        found = _dots(row, y + (height - HIGH) / 2)
        dots += found
        if len(found) > 1:
            lines.append(" ".join(f"{dot.x},{dot.y}" for dot in found))
        if found:
            latest = next(level for level in reversed(row.levels) if level is not None)
            labels.append(Label(WIDTH - PAD, round(found[-1].y + 4, 1), row.level_names[latest - 1], anchor="end"))
        y += height
    y += LINE
    labels.append(Label(LEFT, y, first, anchor="middle"))
    if last != first:
        labels.append(Label(RIGHT, y, last, anchor="middle"))
    return Trajectories(WIDTH, round(y + 6, 1), labels, lines, dots)


def _dots(row: TrajectoryRow, top: float) -> list[Dot]:
    """One for each level that was given; the latest is the largest."""
    steps = max(len(row.level_names) - 1, 1)
    gap = (RIGHT - LEFT) / max(len(row.levels) - 1, 1)
    fills = ramp(len(row.level_names))
    placed = [
        (round(LEFT + gap * n, 1), round(top + HIGH * (1 - (level - 1) / steps), 1), fills[level - 1])
        for n, level in enumerate(row.levels)
        if level is not None
    ]
    return [Dot(x, y, 6.5 if n == len(placed) else 4.5, fill) for n, (x, y, fill) in enumerate(placed, start=1)]

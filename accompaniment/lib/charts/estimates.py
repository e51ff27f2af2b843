"""Estimates with their intervals, one a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import LINE, PAD, WIDTH, Label, text_width, wrap


@dataclass(frozen=True)
class Estimate:
    """A figure and how far it may be off; without `value` only `text` says why."""

    title: str
    text: str
    value: float | None = None
    span: tuple[float, float] | None = None


@dataclass(frozen=True)
class Dot:
    y: float
    x: float | None
    span: tuple[float, float] | None


@dataclass(frozen=True)
class Intervals:
    width: float
    height: float
    top: float
    bottom: float
    labels: list[Label]
    dots: list[Dot]
    ticks: list[float]


def intervals(rows: Sequence[Estimate], ticks: Sequence[tuple[float, str]]) -> Intervals:
    """Lay out an axis from the first tick to the last and, for each row, its title, its text and a dot with whiskers.

    What lies outside of the axis is drawn at its end.
    """
    low, high = ticks[0][0], ticks[-1][0]
    left, right = 16.0, WIDTH - 16

    def place(value: float) -> float:
        return round(left + (right - left) * (min(max(value, low), high) - low) / (high - low), 1)

    labels = [Label(place(value), 12, name, anchor="middle") for value, name in ticks]
    dots, y = [], LINE + 3
    for row in rows:
        width = WIDTH - text_width(row.text) - 4 * PAD
        for line in wrap(row.title, width):
            y += LINE
            labels.append(Label(PAD, y, line))
        labels.append(Label(WIDTH - PAD, y, row.text, anchor="end"))
        x = None if row.value is None else place(row.value)
        span = (place(row.span[0]), place(row.span[1])) if row.span else None
        dots.append(Dot(y + 12, x, span))
        y += 24
    return Intervals(WIDTH, round(y + 2, 1), LINE + 3, round(y, 1), labels, dots, [place(value) for value, _ in ticks])

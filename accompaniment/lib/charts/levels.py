"""Stacked bars: how many people reached each level, a bar a criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import LINE, PAD, WIDTH, Box, Drawing, Label, ink_on, legend, ramp, text_width, wrap


@dataclass(frozen=True)
class Distribution:
    """People at each level of one criterion, from the lowest level to the highest."""

    title: str
    counts: Sequence[int]
    urls: Sequence[str] = ()  # where each count leads, if they lead anywhere

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def cells(self) -> list[tuple[int, str]]:
        """Each count with where it leads."""
        return list(zip(self.counts, self.urls or [""] * len(self.counts), strict=True))


def stacked_bars(rows: Sequence[Distribution], level_names: Sequence[str]) -> Drawing:
    """Lay out a legend and, for each criterion, its title with n and a bar of shares."""
    fills = ramp(len(level_names))
    labels, boxes, y = legend(level_names, fills)
    for row in rows:
        count = f"n = {row.n}"
        for line in wrap(row.title, WIDTH - text_width(count) - 3 * PAD):
            y += LINE
            labels.append(Label(PAD, y, line))
        labels.append(Label(WIDTH - PAD, y, count, anchor="end"))
        y += 5
        row_labels, row_boxes = _bar(row, level_names, fills, y)
        labels += row_labels
        boxes += row_boxes
        y += 22 + 8
    return Drawing(WIDTH, round(y, 1), labels, boxes)


def _bar(row: Distribution, names: Sequence[str], fills: Sequence[str], y: float) -> tuple[list[Label], list[Box]]:
    labels, boxes = [], []
    x, scale = PAD, (WIDTH - 2 * PAD) / max(row.n, 1)
    for (count, url), name, fill in zip(row.cells, names, fills, strict=False):
        if not count:
            continue
        width = count * scale
        boxes.append(Box(round(x, 2), y, round(width, 2), 22, fill, url, f"{row.title} · {name}: {count}"))
        text = next((t for t in (f"{name}: {count}", str(count)) if text_width(t) + 6 <= width), "")
        if text:
            labels.append(Label(round(x + width / 2, 2), y + 15.5, text, ink_on(fill), "middle"))
        x += width
    return labels, boxes

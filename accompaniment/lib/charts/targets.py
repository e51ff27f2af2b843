"""Bars with their targets: how much was made of what is owed, a bar a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import DARK, LINE, PAD, PALE, RAMPS, WIDTH, Box, Drawing, Label, text_width, wrap

HIGH = 16.0
MARK = 3.0  # how wide the mark of a target is


@dataclass(frozen=True)
class Made:
    """What was made of what is owed, `text` in words; `target` is what was meant, where that is something else."""

    title: str
    text: str
    made: int
    owed: int
    target: int | None = None
    url: str = ""


def bars_with_targets(rows: Sequence[Made]) -> Drawing:
    """Lay out for each row its title, its text, and a bar as long as the most of it: made full, owed empty, a mark
    where the target lies.
    """
    labels: list[Label] = []
    boxes: list[Box] = []
    y = PAD
    for row in rows:
        for line in wrap(row.title, WIDTH - text_width(row.text) - 4 * PAD):
            y += LINE
            labels.append(Label(PAD, y, line))
        labels.append(Label(WIDTH - PAD, y, row.text, anchor="end"))
        y += 5
        boxes += _bar(row, y)
        y += HIGH + 6
    return Drawing(WIDTH, round(y, 1), labels, boxes)


def _bar(row: Made, y: float) -> list[Box]:
    whole = WIDTH - 2 * PAD
    scale = whole / max(row.made, row.owed, row.target or 0, 1)
    said = f"{row.title}: {row.made}"
    boxes = [Box(PAD, y, round(row.owed * scale, 1), HIGH, PALE)] if row.owed else []
    if row.made:
        boxes.append(Box(PAD, y, round(row.made * scale, 1), HIGH, RAMPS[2][1], row.url, said))
    if row.target is not None:
        place = min(PAD + row.target * scale, PAD + whole - MARK)
        boxes.append(Box(round(place, 1), y - 3, MARK, HIGH + 6, DARK))
    return boxes

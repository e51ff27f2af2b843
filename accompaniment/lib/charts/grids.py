"""A heat grid: where many meet many, a row each, a column each, and a cell where they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import LINE, PAD, PALE, TEXT, WIDTH, Box, Drawing, Label, ink_on, legend, ramp, text_width, wrap

TITLE = 104.0  # how wide the titles of the rows are
COLUMNS = 6  # side by side; more go on below
HEAD = 120.0  # how high the titles of the columns are at most
CELL = 30.0  # how high a cell is at least
SMALL = 10.0


@dataclass(frozen=True)
class Cell:
    """What stands where a row meets a column: a `step` of the ramp, counted from 0, or None for an empty cell."""

    text: str = ""
    note: str = ""  # in small, below
    step: int | None = None
    url: str = ""
    said: str = ""  # what it leads to


@dataclass(frozen=True)
class GridRow:
    title: str
    cells: Sequence[Cell]


def heat_grid(rows: Sequence[GridRow], columns: Sequence[str], steps: Sequence[str]) -> Drawing:
    """Lay out what each step of the ramp is called, and the grid; every row has a cell for each column."""
    fills = ramp(len(steps))
    labels, boxes, y = legend(steps, fills)
    for first in range(0, len(columns), COLUMNS):
        here = slice(first, first + COLUMNS)
        wide = (WIDTH - TITLE - PAD) / min(len(columns), COLUMNS)
        y = _heads(columns[here], wide, y, labels)
        for row in rows:
            y = _row(row.title, row.cells[here], wide, y, fills, labels, boxes)
        y += 8
    return Drawing(WIDTH, round(y, 1), labels, boxes)


def _heads(columns: Sequence[str], wide: float, y: float, labels: list[Label]) -> float:
    """Place the titles of the columns, read upwards; return where the rows begin."""
    titles = [wrap(title, HEAD)[: int(wide // LINE)] for title in columns]
    below = y + 8 + max((text_width(line) for lines in titles for line in lines), default=0.0)
    for n, lines in enumerate(titles):
        first = TITLE + wide * (n + 0.5) - LINE * (len(lines) - 1) / 2 + 4
        labels += [Label(round(first + LINE * k, 1), below - 4, line, is_upright=True) for k, line in enumerate(lines)]
    return round(below, 1)


def _row(
    title: str,
    cells: Sequence[Cell],
    wide: float,
    y: float,
    fills: Sequence[str],
    labels: list[Label],
    boxes: list[Box],
) -> float:
    """Place one row; return where the next one begins."""
    lines = wrap(title, TITLE - 3 * PAD)
    high = max(CELL, LINE * len(lines) + 4)
    above = y + (high - LINE * len(lines)) / 2 - 4
    labels += [Label(PAD, round(above + LINE * n, 1), line) for n, line in enumerate(lines, start=1)]
    for n, cell in enumerate(cells):
        x = TITLE + wide * n
        fill = PALE if cell.step is None else fills[cell.step]
        boxes.append(Box(round(x, 1), round(y, 1), round(wide, 1), round(high, 1), fill, cell.url, cell.said))
        labels += _inside(cell, x + wide / 2, y + high / 2, ink_on(fill))
    return y + high


def _inside(cell: Cell, x: float, y: float, ink: str) -> list[Label]:
    placed = [(cell.text, y - 1 if cell.note else y + 4, TEXT), (cell.note, y + 10, SMALL)]
    return [Label(round(x, 1), round(at, 1), text, ink, "middle", size) for text, at, size in placed if text]

"""What a file says in words that nobody knows, or in dates with the month first: asked once for the whole file.

A column of dates is judged as a whole: as long as one of them can only have the month first, none is read as if the day
stood there. No database here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from zlib import crc32

from accompaniment.lib.tables.cells import (
    Cell,
    CellKind,
    day_of,
    is_month_first,
    month_first,
    trouble_of,
)
from accompaniment.lib.tables.columns import Choice, Column, Day
from accompaniment.lib.text import fold

from .columns import COLUMNS

Cells = Mapping[str, Cell]
DAYS = [column for column in COLUMNS if isinstance(column, Day)]
CHOICES = [column for column in COLUMNS if isinstance(column, Choice)]
LEAVE_EMPTY = "-"  # an answer to a word: nothing is known of it
DAY_FIRST, MONTH_FIRST = "day", "month"  # the answers to dates


@dataclass
class Doubt:
    """A word that its column does not know, or dates of which `word` is one; `count` rows have such a cell."""

    column: str
    word: str
    is_about_dates: bool
    count: int = 0

    @property
    def name(self) -> str:
        """What its answer is called."""
        return self.column if self.is_about_dates else f"{self.column}-{crc32(fold(self.word).encode()):x}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def doubts_of(rows: Iterable[Cells]) -> list[Doubt]:
    """Return what is to be asked of a file: dates first, then the words that most rows have."""
    found: dict[str, Doubt] = {}
    for cells in rows:
        for doubt in _doubts_in(cells):
            found.setdefault(doubt.name, doubt).count += 1
    return sorted(found.values(), key=lambda doubt: (not doubt.is_about_dates, -doubt.count))


def _doubts_in(cells: Cells) -> Iterator[Doubt]:
    for choice in CHOICES:
        if (cell := cells.get(choice.key)) and _is_unknown(choice, cell):
            yield Doubt(choice.key, cell.text, is_about_dates=False)
    for day in DAYS:
        if (cell := cells.get(day.key)) and is_month_first(cell):
            yield Doubt(day.key, cell.text, is_about_dates=True)


def _is_unknown(column: Column, cell: Cell) -> bool:
    try:
        column.read(cell)
    except ValueError:
        return not trouble_of(cell.text)
    return False


def settled(cells: Cells, answers: Mapping[str, str]) -> dict[str, Cell]:
    """Return the cells of a row as the answers have them, by the names of their doubts."""
    found = dict(cells)
    for doubt in _doubts_in(cells):
        answer = answers.get(doubt.name, "")
        if answer and not doubt.is_about_dates:
            found[doubt.column] = Cell("" if answer == LEAVE_EMPTY else answer)
    for column in DAYS:
        cell = cells.get(column.key)
        if cell and column.key in answers:
            found[column.key] = _as_day(cell, answers[column.key])
    return {key: cell for key, cell in found.items() if cell}


def _as_day(cell: Cell, order: str) -> Cell:
    """Return a written date as a date of its own; one that has no sense in this order stays as it is."""
    try:
        day = month_first(cell) if order == MONTH_FIRST else day_of(cell)
    except ValueError:
        return cell
    return Cell(day.isoformat(), CellKind.DATE, cell.is_spread)

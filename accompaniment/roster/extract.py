"""What a file says of people, kept from its upload until it is confirmed: the cells of its rows, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from accompaniment.jobs.files import private_file
from accompaniment.lib.tables.cells import Cell, CellKind, RowFault
from accompaniment.lib.tables.errors import UnreadableTable, too_many_rows
from accompaniment.lib.tables.source import open_table
from accompaniment.lib.tables.spec import TableSpec

from .columns import MOST_ROWS
from .doubts import Doubt, doubts_of, settled
from .lists import OurRows
from .rows import RosterRow, read_row, refuse_contradictions
from .summary import RosterSummary

SUFFIX = ".json"
PlainCells = dict[str, tuple[str, str, bool]]  # by column
Lines = list[tuple[int, bool, PlainCells]]  # line, whether it is too long, cells


@dataclass
class Extract:
    """The rows of a file, its headings that are not read, and what else is to be said of it."""

    lines: Lines
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def rows(self) -> list[RosterRow]:
        doubtful = {doubt.column for doubt in self.doubts() if doubt.is_about_dates}
        rows = [
            read_row(line, _cells(plain), is_too_long=is_too_long, doubtful=doubtful)
            for line, is_too_long, plain in self.lines
        ]
        refuse_contradictions(rows)
        return rows

    def has(self, column: str) -> bool:
        """Whether the file has this column, however empty it is."""
        return any(column in plain for _line, _is_too_long, plain in self.lines)

    def doubts(self) -> list[Doubt]:
        return doubts_of(_cells(plain) for _line, is_too_long, plain in self.lines if not is_too_long)

    def settle(self, answers: Mapping[str, str]) -> None:
        """Read the cells as their doubts were answered."""
        self.lines = [
            (line, is_too_long, _plain(settled(_cells(plain), answers))) for line, is_too_long, plain in self.lines
        ]

    def save(self, path: Path) -> None:
        with private_file(path) as out:
            json.dump(self.lines, out)


def load_extract(path: Path, previewed: RosterSummary) -> Extract:
    """Return what was kept of a file, with what its preview said of it."""
    return Extract(json.loads(path.read_text(encoding="utf-8")), previewed.unread, previewed.notes)


def read_upload(path: Path, spec: TableSpec) -> Extract:
    """Return what an uploaded file says. Raises UnreadableTable."""
    ours = OurRows()
    with open_table(path, spec) as table:
        lines = []
        for row in table:
            is_too_long = row.fault == RowFault.TOO_MANY_CELLS  # so its cells may stand in other columns
            if cells := row.cells() if is_too_long else ours.take(row.cells()):
                lines.append((row.number, is_too_long, _plain(cells)))
    notes = [*table.notes, *ours.notes()]
    _check_size(lines, notes)
    return Extract(lines, list(table.header.unread), notes)


def _check_size(lines: Lines, notes: Iterable[str]) -> None:
    if not lines:
        nobody = _("El archivo tiene los títulos de las columnas, pero ninguna persona.")
        raise UnreadableTable(" ".join([nobody, *notes]))
    if len(lines) > MOST_ROWS:
        raise too_many_rows(MOST_ROWS)


def _plain(cells: Mapping[str, Cell]) -> PlainCells:
    return {key: (cell.text, cell.kind.value, cell.is_spread) for key, cell in cells.items()}


def _cells(plain: PlainCells) -> dict[str, Cell]:
    return {key: Cell(text, CellKind(kind), spread) for key, (text, kind, spread) in plain.items()}

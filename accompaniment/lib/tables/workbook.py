"""Reads an Excel workbook (.xlsx) row by row, within limits on what it may grow to once it is unpacked."""

from __future__ import annotations

import contextlib
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from .cells import EMPTY, Cell, CellKind, TableRow
from .errors import UnreadableTable, too_many_cells, too_many_rows
from .header import FirstRow, Header, find_header
from .limits import LAST_ROW, Limits
from .progress import ReadProgress
from .spec import TableSpec
from .zip_file import WORKBOOK_MARK

MERGED = re.compile(rb'mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
MACROS = b"macroEnabled"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell, by its left column; its value stands in its first row."""

    top: int
    bottom: int
    column: int


class SheetRow(NamedTuple):
    """One row of a sheet, untidied; `number` is the one that a spreadsheet shows."""

    number: int
    cells: list[Cell]

    def holds_something(self) -> bool:
        return any(cell and not cell.text.isspace() for cell in self.cells)


class Sheet:
    """One sheet of an open workbook; formulas count as Excel showed them when it saved."""

    def __init__(self, path: Path, sheet: Any, limits: Limits) -> None:
        self.path = path
        self.sheet = sheet
        self.limits = limits

    @property
    def title(self) -> str:
        return str(self.sheet.title)

    def is_empty(self) -> bool:
        return next(self.every_row(), None) is None

    def every_row(self) -> Iterator[SheetRow]:
        """Yield the rows that hold something, whether there is a header or not."""
        with _as_damaged():
            yield from _spread(self._merges, self._rows())

    def first_rows(self, count: int) -> list[FirstRow]:
        """Return those of the first rows that hold something."""
        first = (row for row in islice(self.every_row(), count) if row.number <= count)
        return [FirstRow(row.number, [cell.text for cell in row.cells]) for row in first]

    def rows(self, header: Header) -> Iterator[TableRow]:
        """Yield the rows below the header that hold something."""
        for row in self.every_row():
            if row.number > header.number:
                yield _known(row, header)

    def read(self, spec: TableSpec) -> list[TableRow]:
        """Return the rows below the header. Raises UnreadableTable when there is none that `spec` asks for."""
        return list(self.rows(find_header(self.first_rows(spec.header_within), spec)))

    def _rows(self) -> Iterator[SheetRow]:
        self.sheet.reset_dimensions()  # what a sheet says of its own size may be a lie, and rows past it would be lost
        rows = self.sheet.iter_rows(min_row=1, max_row=LAST_ROW, min_col=1, max_col=self.limits.columns)
        blank, total = None, 0
        for number, cells in enumerate(rows, start=1):
            if cells is blank:  # the one that openpyxl repeats for each of the, maybe, million rows that are missing
                continue
            total += len(cells)
            if total > self.limits.cells:
                raise too_many_cells()
            row = SheetRow(number, [_cell(cell) for cell in cells])
            if row.holds_something():
                yield row
            else:
                blank = cells

    @cached_property
    def _merges(self) -> list[Merge]:
        """The merged cells that span rows, from the top; reading row by row, openpyxl does not report them."""
        with zipfile.ZipFile(self.path) as archive:
            source = archive.read(self.sheet._worksheet_path)
        found = (
            Merge(int(top), int(bottom), column_index_from_string(left.decode()) - 1)
            for left, top, _right, bottom in MERGED.findall(source)
        )
        tall = (merge for merge in found if merge.top < merge.bottom and merge.column < self.limits.columns)
        return sorted(tall, key=lambda merge: merge.top)


class ChosenSheet:
    """The sheet of a workbook whose first rows hold most of the known columns; the first one when they tie."""

    def __init__(self, sheets: list[Sheet], spec: TableSpec) -> None:
        self.spec = spec
        self.sheet = max(sheets, key=self._known_headings)

    def _known_headings(self, sheet: Sheet) -> int:
        first = sheet.first_rows(self.spec.header_within)
        return max((sum(map(self.spec.knows, row.texts)) for row in first), default=0)

    def first_rows(self) -> list[FirstRow]:
        return self.sheet.first_rows(self.spec.header_within)

    def rows(self, header: Header) -> Iterator[TableRow]:
        return self.sheet.rows(header)


@contextlib.contextmanager
def open_sheet(path: Path, spec: TableSpec, progress: ReadProgress) -> Iterator[ChosenSheet]:
    """Give the sheet of a workbook that has the known columns."""
    with _open(path, spec.limits, progress) as sheets:
        yield ChosenSheet(sheets, spec)


@contextlib.contextmanager
def open_sheets(path: Path, limits: Limits) -> Iterator[list[Sheet]]:
    """Give every sheet of a workbook. Raises UnreadableTable, also when one of them has too many rows."""
    with _open(path, limits, ReadProgress(path)) as sheets:
        found = sheets[: limits.sheets]
        for sheet in found:
            if sum(1 for _row in islice(sheet.every_row(), limits.rows + 1)) > limits.rows:
                raise too_many_rows(limits.rows)
        yield found


@contextlib.contextmanager
def _open(path: Path, limits: Limits, progress: ReadProgress) -> Iterator[list[Sheet]]:
    _check_size(path, limits)
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # openpyxl warns of styles and lists that it leaves out
        progress.watch(file)
        with _as_damaged():
            book = load_workbook(file, read_only=True, data_only=True)
            sheets = [Sheet(path, sheet, limits) for sheet in book.worksheets]
        if not sheets:
            raise _damaged()
        yield sheets


@contextlib.contextmanager
def _as_damaged() -> Iterator[None]:
    """Whatever openpyxl's parser meets within the block is, to the person, a damaged file."""
    try:
        yield
    except UnreadableTable:
        raise
    except Exception as error:
        raise _damaged() from error


def _damaged() -> UnreadableTable:
    return UnreadableTable(
        _("El libro de Excel está dañado. Ábrelo, guárdalo otra vez como .xlsx y súbelo."), "damaged_workbook"
    )


def _check_size(path: Path, limits: Limits) -> None:
    """Refuse what is no plain workbook, or would fill the memory, before anything of it is unpacked.

    What a ZIP says of its sizes is also the most that can be read out of it.
    """
    with _as_damaged(), zipfile.ZipFile(path) as archive:  # zipfile raises half a dozen kinds of errors
        members = archive.infolist()
        total = sum(member.file_size for member in members)
        if total > limits.unpacked or len(members) > limits.members:
            raise UnreadableTable(
                _("El libro de Excel es demasiado grande al abrirlo. Divídelo en varios."), "too_large"
            )
        names = {member.filename for member in members}
        kinds = archive.read(WORKBOOK_MARK) if WORKBOOK_MARK in names else b""
    if MACROS in kinds:
        raise UnreadableTable(
            _("El libro tiene macros y no se abre. Guárdalo como «Libro de Excel (.xlsx)»."), "macros"
        )
    if "xl/workbook.bin" in names or b"opendocument" in kinds or "mimetype" in names:
        raise UnreadableTable(_("Este tipo de libro no se lee. Guárdalo como «Libro de Excel (.xlsx)»."), "other_book")
    if not any(name.endswith("workbook.xml") for name in names):
        raise UnreadableTable(_("El archivo no es un libro de Excel (.xlsx), aunque su nombre lo diga."), "no_workbook")


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or value == "":
        return EMPTY
    if cell.data_type == "e":
        return Cell(str(value), CellKind.ERROR)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), CellKind.DATE)
    if isinstance(value, date):
        return Cell(value.isoformat(), CellKind.DATE)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        is_whole = isinstance(value, int) or value.is_integer()
        return Cell(str(int(value)) if is_whole else repr(value), CellKind.NUMBER)
    return Cell(str(value))


def _known(row: SheetRow, header: Header) -> TableRow:
    """Return what stands in the known columns of a row of a sheet."""
    found = {key: row.cells[at] for key, at in header.positions.items() if at < len(row.cells) and row.cells[at]}
    return TableRow(
        row.number,
        {key: cell.text for key, cell in found.items()},
        kinds={key: cell.kind for key, cell in found.items()},
        spread=[key for key, cell in found.items() if cell.is_spread],
    )


def _spread(merges: list[Merge], rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    """Yield the rows that hold something, with the value of the merged cells that run through them, as they look."""
    waiting, running = iter(merges), dict[Merge, Cell]()
    following = next(waiting, None)
    for row in rows:
        running = {merge: cell for merge, cell in running.items() if merge.bottom >= row.number}
        for merge, cell in running.items():
            if not row.cells[merge.column]:
                row.cells[merge.column] = Cell(cell.text, cell.kind, is_spread=True)
        while following and following.top <= row.number:
            if following.top == row.number and row.cells[following.column]:
                running[following] = row.cells[following.column]
            following = next(waiting, None)
        yield row

"""One sheet of an Excel workbook, row by row: what stands in its cells, spread over those that are merged."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from openpyxl.utils import range_boundaries
from openpyxl.worksheet._reader import (  # what its reader of single sheets is made of
    COL_TAG,
    FORMULA_TAG,
    INLINE_STRING,
    MERGE_TAG,
    ROW_TAG,
    SHEET_MAIN_NS,
    VALUE_TAG,
    WorkSheetParser,
    iterparse,
)

from .cells import EMPTY, UNSOLVED, Cell, CellKind, TableRow
from .errors import too_many_cells, too_many_columns
from .escaping import from_workbook
from .header import Header, find_header
from .limits import Limits
from .spec import FirstRow, TableSpec

TEXT_TAG = f"{{{SHEET_MAIN_NS}}}t"


class Merge(NamedTuple):
    """A merged cell that spans rows, by its left column; its value stands in its first row."""

    top: int
    bottom: int
    column: int


@dataclass
class SheetRow:
    """One row of a sheet, untidied, as far as columns may go; `number` is the one that a spreadsheet shows."""

    number: int
    cells: list[Cell]
    is_hidden: bool = False
    goes_further: bool = False

    def holds_something(self) -> bool:
        return any(cell.text and cell.text != UNSOLVED and not cell.text.isspace() for cell in self.cells)


@dataclass
class SheetContent:
    """The rows of a sheet that hold something, as far as `Limits` let it be read."""

    rows: list[SheetRow] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)


class Sheet:
    """One sheet of an open workbook; formulas count as Excel showed them when it saved."""

    def __init__(self, sheet: Any, limits: Limits, archive: zipfile.ZipFile) -> None:
        self.sheet = sheet
        self.limits = limits
        self.archive = archive

    @property
    def title(self) -> str:
        return str(self.sheet.title)

    @property
    def is_hidden(self) -> bool:
        return bool(self.sheet.sheet_state != "visible")

    def is_empty(self) -> bool:
        return not self.every_row

    def first_rows(self, count: int) -> list[FirstRow]:
        """Return those of the first rows that hold something."""
        first = (row for row in self.every_row[:count] if row.number <= count)
        return [FirstRow(row.number, [cell.text for cell in self._bounded(row)]) for row in first]

    def _bounded(self, row: SheetRow) -> list[Cell]:
        if row.goes_further:
            raise too_many_columns(self.limits.columns)
        return row.cells

    def below(self, header: Header) -> Iterator[SheetRow]:
        return (row for row in self.every_row if row.number > header.number)

    def rows(self, header: Header) -> Iterator[TableRow]:
        """Yield the rows below the header that hold something."""
        return (_known(row, header) for row in self.below(header))

    def read(self, spec: TableSpec) -> list[TableRow]:
        """Return the rows below the header. Raises UnreadableTable when there is none that `spec` asks for."""
        return list(self.rows(find_header(self.first_rows(spec.header_within), spec)))

    @property
    def every_row(self) -> list[SheetRow]:
        """The rows that hold something, whether there is a header or not; when too many, only a few too many."""
        return self._content.rows

    def hides(self, column: int) -> bool:
        return any(column in hidden for hidden in self._content.hidden_columns)

    @cached_property
    def _content(self) -> SheetContent:
        """What the sheet holds; what it says of its own size is not believed."""
        content = SheetContent()
        with self.archive.open(self.sheet._worksheet_path) as source:
            self._read(source, content)
        _spread(content)
        return content

    def _cell_parser(self, source: Any) -> _CellParser:
        book = self.sheet.parent
        return _CellParser(
            source,
            self.sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )

    def _read(self, source: Any, content: SheetContent) -> None:
        total, most, cells = 0, self.limits.rows + 2 * TableSpec.header_within, self._cell_parser(source)
        for _event, element in iterparse(source):
            if element.tag == ROW_TAG:
                total += len(element)
                if total > self.limits.cells:
                    raise too_many_cells()
                row = _row(element, cells, self.limits.columns)
                if row.holds_something():
                    content.rows.append(row)
                element.clear()
                if len(content.rows) > most:
                    return
            elif element.tag == COL_TAG and _is_hidden(element):
                content.hidden_columns.append(range(int(element.get("min")) - 1, int(element.get("max"))))
            elif element.tag == MERGE_TAG:
                content.merges = list(_merges(element))
                element.clear()


class _CellParser(WorkSheetParser):
    """openpyxl's, which tells a formula whose result nobody has stored, and reads a text within its cell at once."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        text = element.find(INLINE_STRING) if element.get("t") == "inlineStr" else None
        if text is not None:
            element.remove(text)
        cell: dict[str, Any] = super().parse_cell(element)
        if text is not None:
            return cell | {"value": "".join(part.text or "" for part in text.iter(TEXT_TAG)), "data_type": "s"}
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            has_result = element.get("t") == "str" and element.find(VALUE_TAG) is not None
            cell["data_type"] = "s" if has_result else "f"
        return cell


def _row(element: Any, parser: _CellParser, most: int) -> SheetRow:
    number, found = parser.parse_row(element)
    parser.row_dimensions.clear()
    row = SheetRow(number, [], _is_hidden(element))
    for one in found:
        cell, at = _cell(one["value"], one["data_type"]), one["column"] - 1
        if cell and at < most:
            row.cells.extend([EMPTY] * (at + 1 - len(row.cells)))
            row.cells[at] = cell
        elif cell:
            row.goes_further = True
    return row


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") in ("1", "true")


def _cell(value: Any, kind: str) -> Cell:
    if kind == "f":
        return Cell(UNSOLVED)
    if value is None or value == "":
        return EMPTY
    if kind == "e":
        return Cell(str(value), CellKind.ERROR)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), CellKind.DATE)
    if isinstance(value, date):
        return Cell(value.isoformat(), CellKind.DATE)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        is_whole = isinstance(value, int) or value.is_integer()
        return Cell(str(int(value)) if is_whole else repr(value), CellKind.NUMBER)
    return Cell(from_workbook(str(value)))


def _known(row: SheetRow, header: Header) -> TableRow:
    """Return what stands in the known columns of a row of a sheet."""
    found = {key: row.cells[at] for key, at in header.positions.items() if at < len(row.cells) and row.cells[at]}
    return TableRow(
        row.number,
        {key: cell.text for key, cell in found.items()},
        kinds={key: cell.kind for key, cell in found.items()},
        spread=[key for key, cell in found.items() if cell.is_spread],
    )


def _merges(element: Any) -> Iterator[Merge]:
    for merged in element:
        left, top, _right, bottom = range_boundaries(merged.get("ref"))
        if top < bottom:
            yield Merge(top, bottom, left - 1)


def _spread(content: SheetContent) -> None:
    """Give the rows the value of the merged cells that run through them, as they look.

    Merged cells do not overlap: in each column the last one that began is the one that runs.
    """
    starting: dict[int, list[Merge]] = {}
    for merge in content.merges:
        starting.setdefault(merge.top, []).append(merge)
    running: dict[int, tuple[Merge, Cell]] = {}
    for row in content.rows:
        for column, (merge, cell) in list(running.items()):
            if merge.bottom < row.number:
                del running[column]
            else:
                _fill(row.cells, column, cell)
        for merge in starting.get(row.number, ()):
            if merge.column < len(row.cells) and row.cells[merge.column]:
                running[merge.column] = merge, row.cells[merge.column]


def _fill(cells: list[Cell], at: int, cell: Cell) -> None:
    cells.extend([EMPTY] * (at + 1 - len(cells)))
    if not cells[at]:
        cells[at] = Cell(cell.text, cell.kind, is_spread=True)

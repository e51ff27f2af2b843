"""Writes tables that a spreadsheet opens without running anything, row by row: their length costs no memory."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from itertools import chain, count, islice
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .columns import Column, Written
from .escaping import as_in_workbook, safe

SEPARATOR = ";"  # what Excel expects where Windows speaks Spanish of Peru; with the mark it also finds the encoding
BOM = "\ufeff"
TEXT, DAY = "@", "dd/mm/yyyy"  # a cell of text keeps the zeros that it begins with
BOLD = Font(bold=True)
WRAPPED = Alignment(wrap_text=True, vertical="top")
REQUIRED_FILL = PatternFill("solid", fgColor="FDEECB")
OPTIONAL_FILL = PatternFill("solid", fgColor="E5ECEA")
MOST_ROWS = 1_048_576  # of a sheet, its header among them


@dataclass(frozen=True)
class Table:
    """What is written: `name` of the file and its sheet, its columns, and the values of each row in their order.

    In a workbook, long texts may wrap, `notes` stand under the rows, and `rows_to_fill` are offered to whoever fills
    it in, with the choices of each column.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    wraps: bool = False
    notes: Sequence[str] = ()
    rows_to_fill: int = 0


# --- CSV ---------------------------------------------------------------------------------------------------------
class _Echo:
    """A file that hands back what is written in it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(table: Table) -> Iterator[str]:
    """Yield a CSV line by line."""
    writer = csv.writer(_Echo(), delimiter=SEPARATOR)
    yield BOM + writer.writerow([column.heading for column in table.columns])
    for row in table.rows:
        yield writer.writerow([_plain(cell) for cell in _written(table, row)])


def data_lines(table: Table) -> Iterator[str]:
    """Yield a CSV for programs line by line: commas, no mark, columns by their keys, values as they are stored."""
    writer = csv.writer(_Echo())
    yield writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        yield writer.writerow([column.data(value) for column, value in zip(table.columns, row, strict=True)])


def csv_file(table: Table) -> IO[bytes]:
    """Return an open CSV as Excel reads it, whole and at its start."""
    return _text_file(csv_lines(table))


def data_file(table: Table) -> IO[bytes]:
    """Return an open CSV as programs read it, whole and at its start."""
    return _text_file(data_lines(table))


def _text_file(lines: Iterable[str]) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 : whoever sends it closes it
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        text.writelines(lines)
    except BaseException:
        text.close()
        raise
    text.detach()
    file.seek(0)
    return file


def _written(table: Table, row: Sequence[Any]) -> list[Written]:
    return [column.write(value) for column, value in zip(table.columns, row, strict=True)]


def _plain(cell: Written) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell) if isinstance(cell, int) else safe(cell)


# --- Workbooks ---------------------------------------------------------------------------------------------------
def xlsx_file(*tables: Table) -> IO[bytes]:
    """Return an open workbook of one sheet a table, at its start; what one sheet can't hold stands on a further one.

    The tables are written one after the other: the rows of a later one may tell what was written of the earlier.
    """
    book = Workbook(write_only=True)
    try:
        for table in tables:
            _write_sheets(book, table)
    except BaseException:
        _drop(book)
        raise
    file = tempfile.TemporaryFile()  # noqa: SIM115 : whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _drop(book: Workbook) -> None:
    """Remove the files that an unfinished workbook has on the disk: one for each sheet, with its rows in clear."""
    for sheet in book.worksheets:
        if sheet._writer:
            sheet.close()
            sheet._writer.cleanup()


def _write_sheets(book: Workbook, table: Table) -> None:
    rows = iter(table.rows)
    for number in count(1):
        sheet = book.create_sheet(table.name if number == 1 else f"{table.name} {number}")
        _write_sheet(sheet, table, islice(rows, MOST_ROWS - 1))
        further = next(rows, None)
        if further is None:
            break
        rows = chain([further], rows)
    for note in ("", *table.notes) if table.notes else ():
        sheet.append([note])


def _write_sheet(sheet: Any, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    sheet.freeze_panes = "A2"
    for at, column in enumerate(table.columns, start=1):
        _describe(sheet, get_column_letter(at), column, table)
    sheet.append([_heading(sheet, column, table) for column in table.columns])
    for row in rows:
        sheet.append([_cell(sheet, value, wraps=table.wraps) for value in _written(table, row)])


def _describe(sheet: Any, letter: str, column: Column, table: Table) -> None:
    """Say how wide a column is and, when it is to be filled in, that it takes text and which words."""
    described = sheet.column_dimensions[letter]
    described.width = column.width
    if table.rows_to_fill:
        described.number_format = TEXT
        if column.choices:
            cells = f"{letter}2:{letter}{table.rows_to_fill + 1}"
            sheet.data_validations.append(_list_of(column, cells))


def _list_of(column: Column, cells: str) -> DataValidation:
    """Offer the words of a column; what is typed otherwise is explained by the import, so it is not forbidden here."""
    validation = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', showErrorMessage=False)
    validation.add(cells)
    return validation


def _heading(sheet: Any, column: Column, table: Table) -> Any:
    cell = _cell(sheet, column.heading)
    cell.font = BOLD
    if table.rows_to_fill:
        cell.fill = REQUIRED_FILL if column.is_required else OPTIONAL_FILL
    return cell


def _cell(sheet: Any, value: Written, *, wraps: bool = False) -> Any:
    """Return a cell that is a number, a day or else text: codes keep their zeros, and nothing is a formula."""
    if isinstance(value, (int, date)):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            cell.number_format = DAY
    else:
        cell = WriteOnlyCell(sheet, as_in_workbook(safe(value)))
        cell.data_type, cell.number_format = "s", TEXT
    if wraps:
        cell.alignment = WRAPPED
    return cell

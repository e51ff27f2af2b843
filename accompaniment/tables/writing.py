"""Writes tables that a spreadsheet opens without running anything: CSV as it streams, XLSX row by row."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

FORMULA = tuple("=+-@\t\r\n")
ESCAPE = "'"
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
SEPARATOR = ";"  # what Excel expects where Windows speaks Spanish of Peru; with the mark it also finds the letters
BOM = "\ufeff"
HEADER_FONT = Font(bold=True)


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its title, its columns with their widths, and its rows."""

    title: str
    header: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Any]]


def safe(value: Any) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = NOT_IN_XML.sub("", "" if value is None else str(value))
    return ESCAPE + text if text.lstrip(ESCAPE).startswith(FORMULA) else text


def without_escape(text: str) -> str:
    """Return text as it was before `safe` wrote it."""
    return text[1:] if text.startswith(ESCAPE) and text.lstrip(ESCAPE).startswith(FORMULA) else text


def xlsx_book(sheets: Iterable[Sheet]) -> IO[bytes]:
    """Return an open workbook of several small sheets, at its start; long texts wrap."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.title)
        sheet.freeze_panes = "A2"
        for at, width in enumerate(one.widths, start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.append([header_cell(sheet, name) for name in one.header])
        for row in one.rows:
            sheet.append([_wrapped(text_cell(sheet, value)) for value in row])
    return _saved(book)


def _wrapped(cell: Any) -> Any:
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _saved(book: Workbook) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 : whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


class _Echo:
    """A file that hands back what is written in it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a CSV line by line."""
    writer = csv.writer(_Echo(), delimiter=SEPARATOR)
    yield BOM + writer.writerow(header)
    for row in rows:
        yield writer.writerow([safe(value) for value in row])


def xlsx_file(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, widths: Sequence[int]) -> IO[bytes]:
    """Return an open workbook of one sheet, at its start; its rows pass through a file of their own, not the memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.append([header_cell(sheet, name) for name in header])
    for row in rows:
        sheet.append([text_cell(sheet, value) for value in row])
    return _saved(book)


def header_cell(sheet: Any, name: str) -> Any:
    cell = text_cell(sheet, name)
    cell.font = HEADER_FONT
    return cell


def text_cell(sheet: Any, value: Any) -> Any:
    """Return a cell that is a count or else text: codes keep their zeros, and nothing is a formula."""
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, safe(value))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell

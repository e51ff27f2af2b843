"""Reads an Excel workbook (.xlsx) row by row, within limits on what it may grow to once it is unpacked."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from ..text import clean
from .cells import EMPTY, HEADER_WITHIN, MANY_COLUMNS, Cell, Kind, Row
from .errors import UnreadableTable

UNPACKED_LIMIT = 30 * 1024 * 1024  # 5,000 people take some 8 MB
MANY_FILES = 2000
MANY_SHEETS = 20
LAST_ROW = 1_048_576
MERGED = re.compile(rb'mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
MACROS = b"macroEnabled"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell, by its left column; its value stands in its first row."""

    top: int
    bottom: int
    column: int


def read_workbook(path: Path, *, is_known: Callable[[str], bool], most: int) -> list[Row]:
    """Return the rows of the sheet that has the known columns; formulas as Excel showed them when it saved."""
    _check_size(path)
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # openpyxl tells of styles and lists that it leaves out
        try:
            book = load_workbook(file, read_only=True, data_only=True)
            sheet = _sheet_with_columns(book.worksheets, is_known)
            return list(islice(_spread(_merges(path, sheet), _rows(sheet)), most + 1))
        except Exception as error:  # whatever its parser met: to the person all of it is a damaged file
            raise _damaged() from error


def read_sheets(path: Path, *, most: int, tidy: Callable[[str], str] = clean) -> dict[str, list[Row]]:
    """Return the rows of every sheet by its name, each text as `tidy` leaves it.

    Raises UnreadableTable, with a sentence that says what is wrong, also when a sheet has over `most` rows.
    """
    _check_size(path)
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(file, read_only=True, data_only=True)
            sheets = book.worksheets[:MANY_SHEETS]
            found = {sheet.title: list(islice(_rows(sheet, tidy), most + 1)) for sheet in sheets}
        except Exception as error:  # as above
            raise _damaged() from error
    if any(len(rows) > most for rows in found.values()):
        raise UnreadableTable(_("El archivo tiene más de %(most)s filas. Divídelo en varios.") % {"most": most})
    return found


def _damaged() -> UnreadableTable:
    return UnreadableTable(_("El libro de Excel está dañado. Ábrelo, guárdalo otra vez como .xlsx y súbelo."))


def _check_size(path: Path) -> None:
    """Refuse what is no plain workbook, or would fill the memory, before anything of it is unpacked.

    What a ZIP says of its sizes is also the most that can be read out of it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if total > UNPACKED_LIMIT or len(members) > MANY_FILES:
                raise UnreadableTable(_("El libro de Excel es demasiado grande al abrirlo. Divídelo en varios."))
            names = {member.filename for member in members}
            kinds = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except UnreadableTable:
        raise
    except Exception as error:  # zipfile raises half a dozen kinds of errors for a broken archive
        raise _damaged() from error
    if MACROS in kinds:
        raise UnreadableTable(_("El libro tiene macros y no se abre. Guárdalo como «Libro de Excel (.xlsx)»."))
    if "xl/workbook.bin" in names or b"opendocument" in kinds or "mimetype" in names:
        raise UnreadableTable(_("Este tipo de libro no se lee. Guárdalo como «Libro de Excel (.xlsx)»."))
    if not any(name.endswith("workbook.xml") for name in names):
        raise UnreadableTable(_("El archivo no es un libro de Excel (.xlsx), aunque su nombre lo diga."))


def _sheet_with_columns(sheets: Sequence[Any], is_known: Callable[[str], bool]) -> Any:
    """Return the sheet whose first rows hold most of the known columns; the first one when they tie."""

    def known(sheet: Any) -> int:
        first = islice(_rows(sheet), HEADER_WITHIN)
        return max((sum(is_known(cell.text) for cell in row.cells) for row in first), default=0)

    return max(sheets, key=known)


def _rows(sheet: Any, tidy: Callable[[str], str] = clean) -> Iterator[Row]:
    sheet.reset_dimensions()  # what a sheet says of its own size may be a lie, and rows past it would be lost
    rows = sheet.iter_rows(min_row=1, max_row=LAST_ROW, min_col=1, max_col=MANY_COLUMNS)
    blank = None
    for number, cells in enumerate(rows, start=1):
        if cells is blank:  # the one that openpyxl repeats for each of the, maybe, million rows that are missing
            continue
        row = Row(number, [_cell(cell, tidy) for cell in cells])
        if row.holds_something():
            yield row
        else:
            blank = cells


def _cell(cell: Any, tidy: Callable[[str], str]) -> Cell:
    value = cell.value
    if value is None or value == "":
        return EMPTY
    if cell.data_type == "e":
        return Cell(str(value), Kind.ERROR)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), Kind.DATE)
    if isinstance(value, date):
        return Cell(value.isoformat(), Kind.DATE)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        is_whole = isinstance(value, int) or value.is_integer()
        return Cell(str(int(value)) if is_whole else repr(value), Kind.NUMBER)
    return Cell(tidy(str(value)))


def _merges(path: Path, sheet: Any) -> list[Merge]:
    """Return the merged cells that span rows, from the top; reading row by row, openpyxl does not tell of them."""
    with zipfile.ZipFile(path) as archive:
        source = archive.read(sheet._worksheet_path)
    found = (
        Merge(int(top), int(bottom), column_index_from_string(left.decode()) - 1)
        for left, top, _right, bottom in MERGED.findall(source)
    )
    tall = (merge for merge in found if merge.top < merge.bottom and merge.column < MANY_COLUMNS)
    return sorted(tall, key=lambda merge: merge.top)


def _spread(merges: list[Merge], rows: Iterator[Row]) -> Iterator[Row]:
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

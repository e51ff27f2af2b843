"""Reads a table saved as text, row by row: UTF-8, UTF-16, Windows or DOS, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import count, islice
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext as _

from .cells import RowFault, TableRow
from .encoding import detect_encoding, detect_separator, is_separator_line
from .errors import UnreadableTable, too_many_cells, too_many_columns
from .header import Header
from .limits import LINE
from .progress import Readable, ReadProgress
from .spec import FirstRow, TableSpec


class TextFile:
    """A CSV on the disk; nothing of it stays in memory but the row at hand."""

    def __init__(self, path: Path, spec: TableSpec, progress: ReadProgress) -> None:
        self.path = path
        self.spec = spec
        self.progress = progress
        self.encoding = detect_encoding(path)
        self.separator = self._separator()

    def _separator(self) -> str:
        try:
            with self._opened() as file:
                first = [file.readline(LINE) for _row in range(self.spec.header_within)]
        except UnicodeError as error:
            raise _damaged() from error
        return detect_separator(first, self.spec.knows)

    def first_rows(self) -> list[FirstRow]:
        """Return the rows among which the header may be."""
        rows = islice(self._records(), self.spec.header_within)
        return [FirstRow(number, self._bounded(cells)) for number, cells in rows if _holds(cells)]

    def _bounded(self, cells: list[str]) -> list[str]:
        most = self.spec.limits.columns
        if _holds(cells[most:]):
            raise too_many_columns(most)
        return cells[:most]

    def rows(self, header: Header) -> Iterator[TableRow]:
        """Yield the rows below the header that hold something."""
        most, total = self.spec.limits.cells, 0
        for number, cells in self._records():
            total += len(cells)
            if total > most:
                raise too_many_cells()
            if number > header.number and _holds(cells):
                yield self._row(number, cells, header)

    def _row(self, number: int, cells: list[str], header: Header) -> TableRow:
        texts = {key: cells[at] for key, at in header.positions.items() if at < len(cells)}
        if _holds(cells[header.width :]):
            return TableRow(number, texts, RowFault.TOO_MANY_CELLS)
        if len(cells) < header.least:
            return TableRow(number, texts, RowFault.TOO_FEW_CELLS)
        return TableRow(number, texts)

    def notes(self) -> list[str]:
        return []

    def _opened(self) -> TextIOWrapper:
        """Open the text; a few bytes that are no letters do not end it, and are found again in their cells."""
        errors = "strict" if self.encoding.startswith("utf-16") else "replace"
        return TextIOWrapper(self.path.open("rb"), encoding=self.encoding, errors=errors, newline="")

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every row with its number, from the first one."""
        number, lines = 0, list[str]()
        try:
            with self._opened() as file:
                self.progress.watch(cast(Readable, file.buffer))
                for cells in csv.reader(_noted(file, lines), delimiter=self.separator):
                    if number or not is_separator_line(lines[0]):
                        self._require_closed(cells, lines)
                        number += 1
                        yield number, cells
                    lines.clear()
        except csv.Error as error:
            raise UnreadableTable(
                _("No se puede leer la línea %(line)s del archivo: revisa si hay comillas sin cerrar."),
                "broken_line",
                line=number + 1,
            ) from error
        except UnicodeError as error:
            raise _damaged() from error

    def _require_closed(self, cells: list[str], lines: list[str]) -> None:
        """Raise csv.Error when quotes that nobody closed have made one row of several lines.

        On a line of its own «"X" DE Y» is read as Excel reads it; one that ends within quotes keeps its line end.
        """
        if len(lines) > 1 or cells and cells[-1].endswith(("\r", "\n")):
            next(csv.reader(lines, delimiter=self.separator, strict=True))


def _noted(file: IO[str], lines: list[str]) -> Iterator[str]:
    """Yield the lines of a file, adding each to `lines`; one of millions of cells ends before it is cut up."""
    for number in count(1):
        line = file.readline(LINE)
        if not line:
            return
        if len(line) == LINE and line[-1] not in "\r\n":
            raise UnreadableTable(
                _("La línea %(line)s es demasiado larga para ser una fila de una tabla."), "long_line", line=number
            )
        line = line.replace("\0", " ")
        lines.append(line if line[-1] in "\r\n" else line + "\n")
        yield lines[-1]


def _holds(cells: list[str]) -> bool:
    return any(cell and not cell.isspace() for cell in cells)


def _damaged() -> UnreadableTable:
    return UnreadableTable(_("El archivo está dañado: tiene letras que no se pueden leer."), "damaged_text")

"""Reads a table saved as text, row by row: UTF-8, UTF-16, Windows or DOS, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from .cells import RowFault, TableRow
from .encoding import detect_encoding, detect_separator
from .errors import UnreadableTable, too_many_cells
from .header import FirstRow, Header
from .limits import LINE
from .progress import ReadProgress
from .spec import TableSpec


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
            with self.path.open(encoding=self.encoding, newline="") as file:
                first = [file.readline(LINE) for _row in range(self.spec.header_within)]
        except UnicodeError as error:
            raise _damaged() from error
        return detect_separator(first, self.spec.knows)

    def first_rows(self) -> list[FirstRow]:
        """Return the rows among which the header may be."""
        rows = islice(self._records(), self.spec.header_within)
        return [FirstRow(number, cells[: self.spec.limits.columns]) for number, cells in rows if _holds(cells)]

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
        count = len(cells)
        texts = {key: cells[at] for key, at in header.positions.items() if at < count}
        if count > header.width and any(cell.strip() for cell in cells[header.width : self.spec.limits.columns]):
            return TableRow(number, texts, RowFault.TOO_MANY_CELLS)
        if count < header.least:
            return TableRow(number, texts, RowFault.TOO_FEW_CELLS)
        return TableRow(number, texts)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every row with its number, from the first one."""
        number = 0
        try:
            with self.path.open("rb") as raw, TextIOWrapper(raw, encoding=self.encoding, newline="") as file:
                self.progress.watch(raw)
                rows = csv.reader(_lines(file), delimiter=self.separator, strict=True)
                for number, cells in enumerate(rows, start=1):
                    yield number, cells
        except csv.Error as error:
            raise UnreadableTable(
                _("No se puede leer el archivo después de la línea %(line)s: revisa si hay comillas sin cerrar."),
                "broken_line",
                line=max(number, 1),
            ) from error
        except UnicodeError as error:
            raise _damaged() from error


def _lines(file: IO[str]) -> Iterator[str]:
    """Yield the lines of a file; one of millions of cells ends here, before it is cut up in memory."""
    while line := file.readline(LINE):
        if len(line) == LINE and line[-1] not in "\r\n":
            raise csv.Error("line too long")
        yield line


def _holds(cells: list[str]) -> bool:
    return any(cell and not cell.isspace() for cell in cells)


def _damaged() -> UnreadableTable:
    return UnreadableTable(_("El archivo está dañado: tiene letras que no se pueden leer."), "damaged_text")

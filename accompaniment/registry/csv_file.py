"""Reads a registry saved as text: UTF-8, UTF-16, Windows or DOS letters, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from ..tables.letters import CHUNK, NotText, encoding_of, separator_of
from .columns import REQUIRED, WANTED
from .errors import UnreadableFile
from .gauge import Gauge
from .lines import Line, positions


def read_csv(path: Path, gauge: Gauge) -> Iterator[Line]:
    """Yield the lines of a text file one by one; UnreadableFile when it is not a registry."""
    number = 0
    try:
        with path.open("rb") as raw, TextIOWrapper(raw, encoding=_encoding(path), newline="") as file:
            gauge.watch(raw)
            rows = csv.reader(file, delimiter=_separator(file), strict=True)
            header = next(rows, [])
            where = positions(header)
            for number, cells in enumerate(rows, start=2):
                if any(cell and not cell.isspace() for cell in cells):
                    yield _line(number, cells, where, len(header))
    except csv.Error as error:
        raise UnreadableFile(
            _("No se puede leer el archivo después de la línea %(line)s: revisa si hay comillas sin cerrar.")
            % {"line": max(number, 1)}
        ) from error
    except UnicodeError as error:
        raise UnreadableFile(_("El archivo está dañado: tiene letras que no se pueden leer.")) from error


def _line(number: int, cells: list[str], where: dict[str, int], width: int) -> Line:
    count = len(cells)
    found = {name: cells[at] for name, at in where.items() if at < count}
    if any(cell.strip() for cell in cells[width:]):
        return Line(number, found, "too_many_cells")
    if any(name not in found for name in REQUIRED):
        return Line(number, found, "too_few_cells")
    return Line(number, found)


def _separator(file: IO[str]) -> str:
    """Return the separator under which the header holds most of the wanted columns; leaves the file at its start."""
    first = file.readline(CHUNK)
    file.seek(0)
    return separator_of([first], lambda name: name.upper() in WANTED)


def _encoding(path: Path) -> str:
    try:
        return encoding_of(path)
    except NotText as error:
        raise UnreadableFile(_("El archivo no es una tabla de texto. Sube el padrón en CSV, DBF o ZIP.")) from error

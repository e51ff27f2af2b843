"""Reads a registry saved as text: UTF-8, UTF-16, Windows or DOS letters, separated by comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from .columns import REQUIRED, WANTED
from .errors import UnreadableFile
from .lines import Line, positions

CHUNK = 1 << 20
SEPARATORS = (",", ";", "\t", "|")
SPANISH = frozenset("áéíóúñüÁÉÍÓÚÑÜ°º")
ASCII = bytes(range(128))
UNKNOWN_TO_WINDOWS = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})


def read_csv(path: Path) -> Iterator[Line]:
    """Yield the lines of a text file one by one; UnreadableFile when it is not a registry."""
    number = 0
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
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

    def known(separator: str) -> int:
        names = {name.strip(' "\ufeff\r\n').upper() for name in first.split(separator)}
        return len(names & set(WANTED))

    return max(SEPARATORS, key=known)


def _encoding(path: Path) -> str:
    """Return the encoding of a text file, from its mark or from the letters that its bytes would make."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8, beyond_ascii = True, Counter[int]()
        while chunk := file.read(CHUNK):
            if b"\0" in chunk:
                raise UnreadableFile(_("El archivo no es una tabla de texto. Sube el padrón en CSV, DBF o ZIP."))
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            beyond_ascii.update(chunk.translate(None, ASCII))
    if is_utf8 and not decoder.getstate()[0]:
        return "utf-8-sig"
    return _one_byte_encoding(beyond_ascii)


def _one_byte_encoding(beyond_ascii: Counter[int]) -> str:
    """Tell DOS letters from Windows ones: the right one turns most bytes into letters of Spanish."""

    def spanish(encoding: str) -> int:
        return sum(n for byte, n in beyond_ascii.items() if bytes([byte]).decode(encoding, "replace") in SPANISH)

    if spanish("cp850") > spanish("cp1252"):
        return "cp850"
    return "latin-1" if UNKNOWN_TO_WINDOWS & set(beyond_ascii) else "cp1252"

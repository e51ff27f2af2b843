"""Reads a table saved as dBase, as the ministry publishes it: mostly cp850 whatever the header says, NUL padding."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dbfread import DBF
from dbfread.exceptions import DBFNotFound, MissingMemoFile
from django.utils.translation import gettext as _

from .cells import TableRow
from .encoding import CHUNK, encoding_of
from .errors import UnreadableTable
from .header import Header
from .progress import ReadProgress
from .spec import FirstRow

AS_BYTES = "latin-1"  # one letter a byte, whatever it stands for
LANGUAGE_AT = 29  # the byte of the header that names the letters, as far as it can be believed
WINDOWS = frozenset({0x03, 0x57})
READABLE_TYPES = "CNF"
DELETED = "*"
END = "\x1a"
BLANKS = " \t\n\r\x0b\x0c"


class DbfFile:
    """A DBF on the disk, of which only the known columns are read, record by record."""

    def __init__(self, path: Path, progress: ReadProgress) -> None:
        self.path = path
        self.progress = progress
        self.table = _open(path)

    def first_rows(self) -> list[FirstRow]:
        """Return the names of its fields, which stand before the first record."""
        return [FirstRow(0, self.table.field_names)]

    def rows(self, header: Header) -> Iterator[TableRow]:
        """Yield the records that are not marked as deleted."""
        places, encoding = self._places(header), self._encoding()
        length, count = self.table.header.recordlen, self.table.header.numrecords
        with self.path.open("rb") as file:
            self.progress.watch(file)
            file.seek(self.table.header.headerlen)
            for number in range(1, count + 1):
                record = file.read(length).decode(AS_BYTES)  # once a record, so that no cell moves
                if record[:1] == END:
                    raise _cut_short(count)
                if record[:1] != DELETED:
                    yield TableRow(number, {key: _cell(record[start:end], encoding) for key, start, end in places})

    def notes(self) -> list[str]:
        return []

    def _encoding(self) -> str:
        """Return how its letters are written, from what they would be; what its header says counts where both do."""
        with self.path.open("rb") as file:
            start = file.read(self.table.header.headerlen)
            otherwise = "cp1252" if start[LANGUAGE_AT] in WINDOWS else "cp850"
            return encoding_of(iter(lambda: file.read(CHUNK), b""), otherwise=otherwise)

    def _places(self, header: Header) -> list[tuple[str, int, int]]:
        """Return each known column with where its bytes start and end in a record."""
        ends, at = [], 1
        for field in self.table.fields:
            at += field.length
            ends.append(at)
        fields = [(key, n, self.table.fields[n]) for key, n in header.positions.items()]
        for _key, _n, field in fields:
            if field.type not in READABLE_TYPES:
                raise UnreadableTable(
                    _("La columna %(column)s del DBF no es de texto ni de número."),
                    "unreadable_column",
                    column=field.name,
                )
        return [(key, ends[n] - field.length, ends[n]) for key, n, field in fields]


def _cell(text: str, encoding: str) -> str:
    text = text.partition("\0")[0].strip(BLANKS)
    return text if text.isascii() else text.encode(AS_BYTES).decode(encoding, "replace")


def _open(path: Path) -> Any:
    """Return the table's description, once its header and its size agree."""
    try:
        table = DBF(path, encoding=AS_BYTES, ignorecase=False, raw=True, ignore_missing_memofile=True)
    except (ValueError, TypeError, struct.error, DBFNotFound, MissingMemoFile) as error:
        raise _damaged() from error
    header = table.header
    if not table.fields or header.recordlen != 1 + sum(field.length for field in table.fields):
        raise _damaged()
    if path.stat().st_size < header.headerlen + header.numrecords * header.recordlen:
        raise _cut_short(header.numrecords)
    return table


def _cut_short(count: int) -> UnreadableTable:
    return UnreadableTable(
        _("El archivo DBF está incompleto: anuncia %(count)s registros y no llegan todos. Descárgalo otra vez."),
        "cut_short",
        count=count,
    )


def _damaged() -> UnreadableTable:
    return UnreadableTable(_("El archivo DBF está dañado: no se puede leer su cabecera."), "damaged_dbf")

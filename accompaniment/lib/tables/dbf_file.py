"""Reads a table saved as dBase, as the ministry publishes it: cp850 whatever the header says, NUL padding."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dbfread import DBF
from dbfread.exceptions import DBFNotFound, MissingMemoFile
from django.utils.translation import gettext as _

from .cells import TableRow
from .errors import UnreadableTable
from .header import FirstRow, Header
from .progress import ReadProgress

ENCODING = "cp850"
READABLE_TYPES = "CNF"
DELETED = b"*"
END = b"\x1a"
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
        places = self._places(header)
        length, count = self.table.header.recordlen, self.table.header.numrecords
        with self.path.open("rb") as file:
            self.progress.watch(file)
            file.seek(self.table.header.headerlen)
            for number in range(1, count + 1):
                record = file.read(length)
                if record[:1] == END:
                    break
                if record[:1] != DELETED:
                    text = record.decode(ENCODING)  # once a record: one byte a character, so no cell moves
                    yield TableRow(number, {key: _cell(text[start:end]) for key, start, end in places})

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


def _cell(text: str) -> str:
    return text.partition("\0")[0].strip(BLANKS)


def _open(path: Path) -> Any:
    """Return the table's description, once its header and its size agree."""
    try:
        table = DBF(path, encoding=ENCODING, ignorecase=False, raw=True, ignore_missing_memofile=True)
    except (ValueError, TypeError, struct.error, DBFNotFound, MissingMemoFile) as error:
        raise _damaged() from error
    header = table.header
    if not table.fields or header.recordlen != 1 + sum(field.length for field in table.fields):
        raise _damaged()
    if path.stat().st_size < header.headerlen + header.numrecords * header.recordlen:
        raise UnreadableTable(
            _("El archivo DBF está incompleto: anuncia %(count)s registros y no llegan todos. Descárgalo otra vez."),
            "cut_short",
            count=header.numrecords,
        )
    return table


def _damaged() -> UnreadableTable:
    return UnreadableTable(_("El archivo DBF está dañado: no se puede leer su cabecera."), "damaged_dbf")

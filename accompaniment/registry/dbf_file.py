"""Reads a registry saved as dBase, as the ministry publishes it: cp850 whatever the header says, NUL padding."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dbfread import DBF
from dbfread.exceptions import DBFNotFound, MissingMemoFile
from django.utils.translation import gettext as _

from .errors import UnreadableFile
from .gauge import Gauge
from .lines import Line, positions

ENCODING = "cp850"
READABLE_TYPES = "CNF"
DELETED = b"*"
END = b"\x1a"
BLANKS = " \t\n\r\x0b\x0c"


def read_dbf(path: Path, gauge: Gauge) -> Iterator[Line]:
    """Yield the records that are not marked as deleted; UnreadableFile when the table is broken or cut short."""
    table = _open(path)
    places = _places(table)
    length = table.header.recordlen
    with path.open("rb") as file:
        gauge.watch(file)
        file.seek(table.header.headerlen)
        for number in range(1, table.header.numrecords + 1):
            record = file.read(length)
            if record[:1] == END:
                break
            if record[:1] != DELETED:
                text = record.decode(ENCODING)  # once a record: a byte is a letter, so the cells stand where they stood
                yield Line(number, {name: _cell(text[start:end]) for name, start, end in places})


def _cell(text: str) -> str:
    return text.partition("\0")[0].strip(BLANKS)


def _open(path: Path) -> Any:
    """Return the table's description, once its header and its size agree."""
    try:
        table = DBF(path, encoding=ENCODING, ignorecase=False, raw=True, ignore_missing_memofile=True)
    except (ValueError, TypeError, struct.error, DBFNotFound, MissingMemoFile) as error:
        raise UnreadableFile(_("El archivo DBF está dañado: no se puede leer su cabecera.")) from error
    header = table.header
    if not table.fields or header.recordlen != 1 + sum(field.length for field in table.fields):
        raise UnreadableFile(_("El archivo DBF está dañado: no se puede leer su cabecera."))
    if path.stat().st_size < header.headerlen + header.numrecords * header.recordlen:
        raise UnreadableFile(
            _("El archivo DBF está incompleto: anuncia %(count)s registros y no llegan todos. Descárgalo otra vez.")
            % {"count": header.numrecords}
        )
    return table


def _places(table: Any) -> list[tuple[str, int, int]]:
    """Return each wanted column with where its bytes start and end in a record."""
    ends, at = [], 1
    for field in table.fields:
        at += field.length
        ends.append(at)
    wanted = positions(table.field_names)
    for name, n in wanted.items():
        if table.fields[n].type not in READABLE_TYPES:
            raise UnreadableFile(_("La columna %(column)s del DBF no es de texto ni de número.") % {"column": name})
    return [(name, ends[n] - table.fields[n].length, ends[n]) for name, n in wanted.items()]

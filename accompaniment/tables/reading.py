"""Reads a CSV or XLSX row by row, whatever is inside: each cell as text with what its file knew about it."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from ..text import clean
from .cells import HEADER_WITHIN, MANY_COLUMNS, Cell, Kind, Row
from .errors import UnreadableTable
from .letters import CHUNK, NotText, encoding_of, separator_of
from .workbook import read_workbook

ZIP_MARK = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_table(path: Path, *, is_known: Callable[[str], bool], most: int) -> list[Row]:
    """Return the rows of a file that hold something, its header among them; `is_known` tells the names of columns.

    Raises UnreadableTable, with a sentence that says what is wrong, also when there are over `most` rows.
    """
    start = _start(path)
    if not start:
        raise UnreadableTable(_("El archivo está vacío."))
    if start.startswith(OLD_EXCEL):
        raise UnreadableTable(
            _(
                "El archivo es de un Excel antiguo (.xls) o tiene clave. Ábrelo y guárdalo como «Libro de Excel"
                " (.xlsx)», sin clave."
            )
        )
    if start.startswith(ZIP_MARK):
        rows = read_workbook(path, is_known=is_known, most=most)
    else:
        rows = list(islice(filter(Row.holds_something, _read_text(path, is_known)), most + 1))
    if len(rows) > most:
        raise UnreadableTable(_("El archivo tiene más de %(most)s filas. Divídelo en varios.") % {"most": most})
    return rows


def read_upload(upload: UploadedFile, *, is_known: Callable[[str], bool], most: int) -> list[Row]:
    """Return the rows of an uploaded file, as `read_table` does; nothing of it stays on the disk."""
    with tempfile.TemporaryDirectory(prefix="table-") as folder:
        path = Path(folder) / "table"
        with path.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        return read_table(path, is_known=is_known, most=most)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _read_text(path: Path, is_known: Callable[[str], bool]) -> Iterator[Row]:
    number = 0
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            separator = separator_of((line[:CHUNK] for line in islice(file, HEADER_WITHIN)), is_known)
            file.seek(0)
            for number, cells in enumerate(csv.reader(file, delimiter=separator, strict=True), start=1):
                yield Row(number, [Cell(clean(cell), Kind.LOOSE) for cell in cells[:MANY_COLUMNS]])
    except NotText as error:
        raise UnreadableTable(_("El archivo no es una tabla. Sube un libro de Excel (.xlsx) o un CSV.")) from error
    except csv.Error as error:
        raise UnreadableTable(
            _("No se puede leer el archivo después de la línea %(line)s: revisa si hay comillas sin cerrar.")
            % {"line": max(number, 1)}
        ) from error
    except UnicodeError as error:
        raise UnreadableTable(_("El archivo está dañado: tiene letras que no se pueden leer.")) from error

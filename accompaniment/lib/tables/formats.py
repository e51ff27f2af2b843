"""In which format a table comes: what the name of its file promises, and what its first bytes say."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from pathlib import Path

from django.utils.translation import gettext as _

from .errors import UnreadableTable, is_a_workbook, not_a_table
from .zip_file import is_workbook

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
WEB_MARKS = (b"<!doctype", b"<html", b"<head", b"<meta", b"<style", b"<table", b"<?xml")
BLANKS = b"\xef\xbb\xbf \t\r\n"
LOOKED_AT = 256  # bytes
DBF_MARKS = frozenset({0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB})


class Format(Enum):
    """A format that some import reads."""

    CSV = "CSV"
    DBF = "DBF"
    ZIP = "ZIP"
    XLSX = "XLSX"


FORMAT_OF_SUFFIX = {
    ".csv": Format.CSV,
    ".txt": Format.CSV,
    ".dbf": Format.DBF,
    ".zip": Format.ZIP,
    ".xlsx": Format.XLSX,
}
OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".ods")


def format_of(path: Path, accepted: Collection[Format]) -> Format:
    """Return the format of a file by its content, whatever its name says.

    Raises UnreadableTable when it is empty, of no accepted format, or nothing of what its name promises.
    """
    promised = _promised(path, accepted)
    actual = _actual(path, accepted)
    if actual is Format.CSV and promised not in (Format.CSV, None):
        raise UnreadableTable(
            _("El nombre del archivo dice %(promised)s, pero por dentro no lo es. Guárdalo otra vez en ese formato."),
            "disguised",
            promised=promised.value,
        )
    if actual not in accepted:
        raise not_a_table()
    return actual


def _promised(path: Path, accepted: Collection[Format]) -> Format | None:
    suffix = path.suffix.lower()
    promised = FORMAT_OF_SUFFIX.get(suffix)
    if promised in accepted or not suffix:
        return promised
    if promised is Format.XLSX or suffix in OTHER_WORKBOOKS:
        raise is_a_workbook()
    raise UnreadableTable(_("Sube un libro de Excel (.xlsx) o un CSV."), "format")


def _actual(path: Path, accepted: Collection[Format]) -> Format:
    """Recognize a file by its first bytes: a DBF follows its mark with a date in numbers, which no text does."""
    start = _first_bytes(path)
    if start.lstrip(BLANKS).lower().startswith(WEB_MARKS):
        raise _web_page()
    if start.startswith(OLD_EXCEL):
        raise _old_workbook() if Format.XLSX in accepted else is_a_workbook()
    if start.startswith(ZIP_MARKS):
        return _packed(path, accepted)
    is_dated = len(start) >= 4 and start[2] <= 12 and start[3] <= 31
    return Format.DBF if start[0] in DBF_MARKS and is_dated else Format.CSV


def _packed(path: Path, accepted: Collection[Format]) -> Format:
    """Recognize a workbook, which is a ZIP, among ZIPs; where no ZIP is read, a damaged one counts as a workbook."""
    if is_workbook(path):
        if Format.XLSX not in accepted:
            raise is_a_workbook()
        return Format.XLSX
    return Format.XLSX if Format.XLSX in accepted and Format.ZIP not in accepted else Format.ZIP


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(LOOKED_AT)
    except OSError as error:
        raise UnreadableTable(_("No se puede abrir el archivo %(name)s."), "missing_file", name=path.name) from error
    if not start:
        raise UnreadableTable(_("El archivo está vacío."), "empty")
    return start


def _web_page() -> UnreadableTable:
    return UnreadableTable(
        _(
            "El archivo es una página web con nombre de tabla, como las que bajan de algunos sistemas. Ábrelo en Excel"
            " y guárdalo como «Libro de Excel (.xlsx)»."
        ),
        "web_page",
    )


def _old_workbook() -> UnreadableTable:
    return UnreadableTable(
        _(
            "El archivo es de un Excel antiguo (.xls) o tiene clave. Ábrelo y guárdalo como «Libro de Excel (.xlsx)»,"
            " sin clave."
        ),
        "old_workbook",
    )

"""Takes the one table out of a ZIP, within a limit on what it may grow to."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from .errors import UnreadableTable

CHUNK = 1 << 20
WORKBOOK_MARK = "[Content_Types].xml"
TABLES = (".csv", ".txt", ".dbf")
FAULTS = (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError, ValueError)


def unzip_one(archive: Path, folder: Path, *, limit: int) -> Path:
    """Write the only table of the ZIP into `folder` and return where; UnreadableTable when there is not exactly one."""
    try:
        with zipfile.ZipFile(archive) as contents:
            member = _only_table(contents.infolist())
            # The size that a ZIP declares may be a lie: what counts is what comes out.
            target = folder / f"table{PurePosixPath(member.filename).suffix.lower()}"
            with contents.open(member) as packed, target.open("wb") as out:
                while chunk := packed.read(CHUNK):
                    limit -= len(chunk)
                    if limit < 0:
                        raise UnreadableTable(_("El ZIP trae un archivo demasiado grande al abrirlo."), "too_large")
                    out.write(chunk)
    except FAULTS as error:
        raise _damaged() from error
    return target


def require_one_table(archive: Path) -> None:
    """Raise UnreadableTable when the ZIP does not have exactly one table, as far as its list of contents says."""
    try:
        with zipfile.ZipFile(archive) as contents:
            _only_table(contents.infolist())
    except FAULTS as error:
        raise _damaged() from error


def is_workbook(archive: Path) -> bool:
    """Whether a file that is a ZIP by its content is an Excel workbook."""
    try:
        with zipfile.ZipFile(archive) as contents:
            return WORKBOOK_MARK in contents.namelist()
    except FAULTS:
        return False


def _only_table(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if any(member.filename.lower().endswith(".zip") for member in members):
        raise UnreadableTable(_("El ZIP trae otro ZIP adentro. Ábrelo y sube el archivo CSV o DBF."), "nested_zip")
    tables = [member for member in members if _is_table(PurePosixPath(member.filename))]
    if not tables:
        raise UnreadableTable(_("El ZIP no trae ningún archivo CSV ni DBF."), "no_table")
    if len(tables) > 1:
        raise UnreadableTable(
            _("El ZIP trae %(count)s archivos que podrían ser la tabla. Deja uno solo."),
            "several_tables",
            count=len(tables),
        )
    return tables[0]


def _is_table(path: PurePosixPath) -> bool:
    is_hidden = "__MACOSX" in path.parts or path.name.startswith(".")
    return path.suffix.lower() in TABLES and not is_hidden


def _damaged() -> UnreadableTable:
    return UnreadableTable(_("El ZIP está dañado o tiene clave: no se puede abrir."), "damaged_zip")

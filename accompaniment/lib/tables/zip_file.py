"""Takes tables out of a ZIP, within a limit on what they may grow to."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from .errors import UnreadableTable

CHUNK = 1 << 20
WORKBOOK_MARK = "[Content_Types].xml"
FAULTS = (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError, ValueError)


def tables_in(archive: Path, suffixes: Collection[str]) -> list[str]:
    """Return the names of what may be a table in a ZIP, by its suffix. Raises UnreadableTable when there is none."""
    try:
        with zipfile.ZipFile(archive) as contents:
            names = [name for name in contents.namelist() if not _is_hidden(PurePosixPath(name))]
    except FAULTS as error:
        raise _damaged() from error
    if any(name.lower().endswith(".zip") for name in names):
        raise UnreadableTable(_("El ZIP trae otro ZIP adentro. Ábrelo y sube el archivo CSV o DBF."), "nested_zip")
    tables = [name for name in names if PurePosixPath(name).suffix.lower() in suffixes]
    if not tables:
        raise UnreadableTable(_("El ZIP no trae ningún archivo CSV ni DBF."), "no_table")
    return tables


def unzip(archive: Path, name: str, target: Path, *, limit: int) -> None:
    """Write one file of the ZIP to `target`. Raises UnreadableTable when it is damaged or grows past the limit."""
    try:
        with zipfile.ZipFile(archive) as contents, contents.open(name) as packed, target.open("wb") as out:
            # The size that a ZIP declares may be a lie: what counts is what comes out.
            while chunk := packed.read(CHUNK):
                limit -= len(chunk)
                if limit < 0:
                    raise UnreadableTable(_("El ZIP trae un archivo demasiado grande al abrirlo."), "too_large")
                out.write(chunk)
    except FAULTS as error:
        raise _damaged() from error


def is_workbook(archive: Path) -> bool:
    """Whether a file that is a ZIP by its content is an Excel workbook."""
    try:
        with zipfile.ZipFile(archive) as contents:
            return WORKBOOK_MARK in contents.namelist()
    except FAULTS:
        return False


def _is_hidden(path: PurePosixPath) -> bool:
    return "__MACOSX" in path.parts or path.name.startswith((".", "~$"))


def _damaged() -> UnreadableTable:
    return UnreadableTable(_("El ZIP está dañado o tiene clave: no se puede abrir."), "damaged_zip")

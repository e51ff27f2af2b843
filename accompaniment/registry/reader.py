"""Opens a registry file as any other table; what is wrong with it is said in words about the registry."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy

from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.lib.tables.source import OpenTable, check_table, open_table

from .columns import REGISTRY
from .errors import UnreadableFile

SENTENCES = {
    "format": gettext_lazy("El padrón debe ser un archivo CSV, DBF, Excel (.xlsx) o ZIP."),
    "missing_columns": gettext_lazy("Al archivo le faltan columnas del padrón: %(columns)s."),
    "not_a_table": gettext_lazy(
        "El archivo no es una tabla de texto. Sube el padrón en CSV, DBF, Excel (.xlsx) o ZIP."
    ),
    "no_columns": gettext_lazy("Ningún archivo del ZIP trae las columnas del padrón: %(names)s."),
    "several_tables": gettext_lazy(
        "El ZIP trae %(count)s archivos que podrían ser el padrón: %(names)s. Deja uno solo."
    ),
    "too_many_rows": gettext_lazy("El archivo tiene más de %(most)s filas."),
}


@contextlib.contextmanager
def open_registry(path: Path, *, folder: Path | None = None) -> Iterator[OpenTable]:
    """Give the rows of the table at `path`; what is in a ZIP is unpacked into `folder`, or for a while.

    Raises UnreadableFile, also while its rows are being read, with a sentence that says what is wrong.
    """
    with _registry_errors(), open_table(path, REGISTRY, folder=folder) as table:
        yield table


def check_registry(path: Path) -> None:
    """Raise UnreadableFile for what can be seen at once: the kind of file, and the columns unless it is packed."""
    with _registry_errors():
        check_table(path, REGISTRY)


@contextlib.contextmanager
def _registry_errors() -> Iterator[None]:
    try:
        yield
    except UnreadableTable as error:
        sentence = SENTENCES.get(error.code)
        raise UnreadableFile(str(sentence) % error.values if sentence else str(error)) from error

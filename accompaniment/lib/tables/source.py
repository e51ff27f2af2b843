"""Opens a table, whatever its format and wrapping, and yields its rows one by one: the one way in for every import.

Files are read by a process of their own, within the limits of the import: here its rows arrive.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Protocol

from django.utils.translation import gettext as _

from accompaniment.lib.confined import TooMuch, confined, each_confined

from .cells import TableRow
from .dbf_file import DbfFile
from .errors import UnreadableTable, too_heavy, too_many_rows
from .formats import FORMAT_OF_SUFFIX, Format, format_of
from .header import Header, find_header, has_columns
from .progress import ReadProgress
from .spec import FirstRow, TableSpec
from .text_file import TextFile
from .workbook import open_sheet
from .zip_file import tables_in, unzip

BATCH = 500  # rows that travel together


class Source(Protocol):
    """A table as its format has it. `notes` say, once its rows were read, what of the file was not."""

    def first_rows(self) -> list[FirstRow]: ...
    def rows(self, header: Header) -> Iterator[TableRow]: ...
    def notes(self) -> list[str]: ...


@dataclass
class Batch:
    """Some rows, which share of the file has been read by now, and what is to be said of it."""

    header: Header
    rows: list[TableRow] = field(default_factory=list)
    share: float = 0.0
    notes: list[str] = field(default_factory=list)


class OpenTable:
    """The rows of a table below its header; `share` tells how far it has been read, `notes` what was not."""

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self.header = next(batches).header
        self.share = 0.0
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[TableRow]:
        for batch in self._batches:
            self.share = batch.share
            self.notes = batch.notes
            yield from batch.rows


@contextlib.contextmanager
def open_table(path: Path, spec: TableSpec, *, folder: Path | None = None) -> Iterator[OpenTable]:
    """Give the rows of the table at `path`; what is in a ZIP is unpacked into `folder`, or for a while.

    Raises UnreadableTable, also while its rows are being read, with a sentence that says what is wrong.
    """
    with (
        contextlib.nullcontext(folder) if folder else tempfile.TemporaryDirectory(prefix="table-") as unpacked,
        contextlib.closing(_confined(path, spec, Path(unpacked))) as batches,
    ):
        yield OpenTable(batches)


def check_table(path: Path, spec: TableSpec) -> None:
    """Raise UnreadableTable for what can be seen at once: the format, and the columns unless it is packed.

    Of a large file not everything can: what takes longer than a page may is found by whoever reads it.
    """
    limits = spec.limits.at_once()
    with contextlib.suppress(TooMuch):
        confined(_look, path, spec, seconds=limits.seconds, megabytes=limits.megabytes)


# --- Within the process of its own -----------------------------------------------------------------------------------
def _look(path: Path, spec: TableSpec) -> None:
    found = format_of(path, spec.formats)
    if found is Format.ZIP:
        tables_in(path, _suffixes(spec))
        return
    with _opened(path, found, spec) as (source, _progress):
        next(source.rows(find_header(source.first_rows(), spec)), None)


def _confined(path: Path, spec: TableSpec, folder: Path) -> Generator[Batch, None, None]:
    limits = spec.limits
    try:
        yield from each_confined(_batches, path, spec, folder, seconds=limits.seconds, megabytes=limits.megabytes)
    except TooMuch as error:
        raise too_heavy() from error


def _batches(path: Path, spec: TableSpec, folder: Path) -> Iterator[Batch]:
    """Yield the header at once, then the rows, then what is to be said."""
    found, notes = format_of(path, spec.formats), list[str]()
    if found is Format.ZIP:
        path, notes = _from_zip(path, spec, folder)
        found = format_of(path, spec.formats - {Format.ZIP})
    with _opened(path, found, spec) as (source, progress):
        header = find_header(source.first_rows(), spec)
        yield Batch(header)
        rows = _counted(source.rows(header), spec.limits.rows)
        while some := list(islice(rows, BATCH)):
            yield Batch(header, some, progress.share)
        yield Batch(header, share=1.0, notes=[*notes, *source.notes()])


@contextlib.contextmanager
def _opened(path: Path, found: Format, spec: TableSpec) -> Iterator[tuple[Source, ReadProgress]]:
    """Give the table at `path`, of a format that is not packed, and how far it has been read."""
    progress = ReadProgress(path)
    if found is Format.XLSX:
        with open_sheet(path, spec, progress) as sheet:
            yield sheet, progress
    elif found is Format.DBF:
        yield DbfFile(path, progress), progress
    else:
        yield TextFile(path, spec, progress), progress


def _counted(rows: Iterator[TableRow], most: int) -> Iterator[TableRow]:
    for count, row in enumerate(rows):
        if count == most:
            raise too_many_rows(most)
        yield row


# --- ZIPs ------------------------------------------------------------------------------------------------------------
def _suffixes(spec: TableSpec) -> list[str]:
    return [suffix for suffix, form in FORMAT_OF_SUFFIX.items() if form in spec.formats - {Format.ZIP}]


def _from_zip(archive: Path, spec: TableSpec, folder: Path) -> tuple[Path, list[str]]:
    """Unpack into `folder` the only table of a ZIP, or the only one that has the columns, and say which it was."""
    names = tables_in(archive, _suffixes(spec))
    found: dict[str, Path] = {}
    for at, name in enumerate(names):
        path = folder / f"table-{at}{PurePosixPath(name).suffix.lower()}"
        unzip(archive, name, path, limit=spec.limits.unpacked)
        if len(names) == 1 or _has_columns(path, spec):
            found[name] = path
        else:
            path.unlink()
    if len(found) != 1:
        raise _not_one_table(list(found), names)
    [(name, path)] = found.items()
    return path, _about_zip(name, names)


def _has_columns(path: Path, spec: TableSpec) -> bool:
    try:
        with _opened(path, format_of(path, spec.formats - {Format.ZIP}), spec) as (source, _progress):
            return has_columns(source.first_rows(), spec)
    except UnreadableTable:
        return False


def _not_one_table(found: list[str], names: list[str]) -> UnreadableTable:
    if found:
        return UnreadableTable(
            _("El ZIP trae %(count)s archivos que podrían ser la tabla: %(names)s. Deja uno solo."),
            "several_tables",
            count=len(found),
            names=", ".join(found),
        )
    return UnreadableTable(
        _("Ningún archivo del ZIP trae las columnas que hacen falta: %(names)s."), "no_columns", names=", ".join(names)
    )


def _about_zip(name: str, names: list[str]) -> list[str]:
    if others := [other for other in names if other != name]:
        text = _("Del ZIP se leyó «%(name)s»; no se leyeron: %(others)s.")
        return [text % {"name": name, "others": ", ".join(others)}]
    return []

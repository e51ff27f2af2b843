"""Opens a table, whatever its format and wrapping, and yields its rows one by one: the one way in for every import."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.core.files.uploadedfile import UploadedFile

from .cells import TableRow
from .dbf_file import DbfFile
from .errors import too_many_rows
from .formats import Format, format_of
from .header import FirstRow, Header, find_header
from .progress import ReadProgress
from .spec import TableSpec
from .text_file import TextFile
from .workbook import open_sheet
from .zip_file import require_one_table, unzip_one


class Source(Protocol):
    """A table as its format has it."""

    def first_rows(self) -> list[FirstRow]: ...
    def rows(self, header: Header) -> Iterator[TableRow]: ...


class OpenTable:
    """The rows of a table below its header, and how far it has been read."""

    def __init__(self, source: Source, spec: TableSpec, progress: ReadProgress) -> None:
        self.source = source
        self.spec = spec
        self.progress = progress
        self.header = find_header(source.first_rows(), spec)

    def __iter__(self) -> Iterator[TableRow]:
        for count, row in enumerate(self.source.rows(self.header)):
            if count == self.spec.limits.rows:
                raise too_many_rows(self.spec.limits.rows)
            yield row


@contextlib.contextmanager
def open_table(path: Path, spec: TableSpec, *, folder: Path | None = None) -> Iterator[OpenTable]:
    """Give the rows of the table at `path`; what is in a ZIP is unpacked into `folder`, or for a while.

    Raises UnreadableTable, also while its rows are being read, with a sentence that says what is wrong.
    """
    with contextlib.ExitStack() as stack:
        found = format_of(path, spec.formats)
        if found is Format.ZIP:
            folder = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="table-")))
            path = unzip_one(path, folder, limit=spec.limits.unpacked)
            found = format_of(path, spec.formats - {Format.ZIP})
        progress = ReadProgress(path)
        source: Source
        if found is Format.XLSX:
            source = stack.enter_context(open_sheet(path, spec, progress))
        else:
            source = DbfFile(path, progress) if found is Format.DBF else TextFile(path, spec, progress)
        yield OpenTable(source, spec, progress)


@contextlib.contextmanager
def open_upload(upload: UploadedFile, spec: TableSpec) -> Iterator[OpenTable]:
    """Give the rows of an uploaded file, as `open_table` does; nothing of it stays on the disk."""
    with tempfile.TemporaryDirectory(prefix="table-") as folder:
        path = Path(folder) / "table"
        with path.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        with open_table(path, spec) as table:
            yield table


def check_table(path: Path, spec: TableSpec) -> None:
    """Raise UnreadableTable for what can be seen at once: the format, and the columns unless it is packed."""
    if format_of(path, spec.formats) is Format.ZIP:
        require_one_table(path)
        return
    with open_table(path, spec) as table:
        next(iter(table), None)

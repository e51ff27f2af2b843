"""The files of an import: one private folder each, in which every attempt has its own, and nothing outlives its use.

Names of directors, telephones and e-mails are in the upload alone. It waits here for the worker that reads it, and it
goes the moment that it has been read, refused or called off; what is kept on has the wanted columns only. What a killed
worker leaves is removed by the attempt that follows, or else by `sweep`.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import IO
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from accompaniment.lib.tables.cells import TableRow

from .columns import WANTED
from .models import RegistryImport

FOLDER = "registry"
EXTRACT, REPORT, STAGED = "extract.csv", "report.csv", "staged.jsonl"


def path_of(name: str) -> Path:
    """Return where a stored file is; web servers and workers share the private folder."""
    return Path(default_storage.path(name))


def name_of(path: Path) -> str:
    return path.relative_to(path_of("")).as_posix()


def folder_of(record_id: UUID) -> Path:
    return path_of(f"{FOLDER}/{record_id}")


def keep_upload(record: RegistryImport, upload: UploadedFile) -> Path:
    """Put an upload in the folder of its import, under a name of our own with its own suffix."""
    suffix = PurePath(upload.name or "").suffix.lower()
    record.file.name = default_storage.save(f"{FOLDER}/{record.pk}/upload{suffix}", upload)
    return path_of(record.file.name)


def folder_for_attempt(record: RegistryImport) -> Path:
    """Make the folder of this attempt; those of attempts that came to nothing go."""
    folder = folder_of(record.pk) / f"{record.goal}-{record.attempts}"
    keep_only(record)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def private_file(path: Path) -> IO[str]:
    """Open a text file for writing that only the site's own account can read."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="")  # noqa: PTH123


def keep_only(record: RegistryImport) -> None:
    """Remove what is in the folder of an import but for the files that its row names."""
    kept = {path_of(name) for name in (record.file.name, record.report.name) if name}
    for path in sorted(folder_of(record.pk).rglob("*"), reverse=True):  # what is in a folder comes before it
        if path.is_file() and path not in kept:
            path.unlink(missing_ok=True)
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def forget(record_id: UUID) -> None:
    shutil.rmtree(folder_of(record_id), ignore_errors=True)


# --- What is kept of an upload until it is confirmed: the wanted columns only, nothing of persons ------------------
def recorded(rows: Iterable[TableRow], out: IO[str]) -> Iterator[TableRow]:
    """Yield `rows` as they are, writing each one to `out`."""
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([row.number, row.fault, *(row.texts.get(name, "") for name in WANTED)])
        yield row


def replayed(file: IO[str]) -> Iterator[TableRow]:
    """Yield the rows that `recorded` wrote."""
    for number, fault, *cells in csv.reader(file):
        yield TableRow(int(number), dict(zip(WANTED, cells, strict=True)), fault)

"""The files of an upload: one private folder each, in which every attempt has its own, and nothing outlives its use.

What was uploaded may name people. It waits here for whoever reads it, and it goes the moment that it has been read,
refused or called off; what a kind keeps of it stays until it is applied. What a killed worker leaves is removed by the
attempt that follows, or else by `uploads.forget_abandoned`.

The folder is of the storage, which web servers and workers share and which may be far away. What reads or writes a file
as a table does so on the disk of its own machine, in a workplace.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import IO, TypeVar

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from accompaniment.lib.stored_files import remove

from .models import UploadJob

U = TypeVar("U", bound=UploadJob)


# --- In the storage ----------------------------------------------------------------------------------------------
def folder_of(record: UploadJob) -> str:
    return f"{record.folder}/{record.pk}"


def keep_upload(record: UploadJob, upload: UploadedFile[bytes]) -> None:
    """Put an upload in the folder of its record, under a name of our own."""
    suffix = PurePath(upload.name or "").suffix.lower() if record.keeps_suffix else ""
    record.file.name = default_storage.save(f"{folder_of(record)}/upload{suffix}", upload)


def keep(record: UploadJob, path: Path) -> str:
    """Put what an attempt has made in the folder of its record; return its name."""
    with path.open("rb") as made:
        return default_storage.save(f"{folder_of(record)}/{_attempt(record)}/{path.name}", File(made))


def keep_only(record: UploadJob) -> None:
    """Remove what is in the folder of a record but for the files that its row names."""
    remove(default_storage, folder_of(record), but=frozenset(record.kept))


def forget(record: UploadJob) -> None:
    remove(default_storage, folder_of(record))


# --- On this machine ---------------------------------------------------------------------------------------------
def workplaces(kind: type[UploadJob]) -> Path:
    """Where this machine works on uploads of a kind."""
    return Path(settings.VAR_DIR) / "work" / kind.folder


@contextmanager
def workplace(record: UploadJob) -> Iterator[Path]:
    """A folder of this attempt's own, for as long as the block lasts; what others came to nothing with goes."""
    keep_only(record)
    shutil.rmtree(workplaces(type(record)) / str(record.pk), ignore_errors=True)
    folder = _own_folder(record) / _attempt(record)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def on_disk(record: UploadJob) -> Iterator[Path | None]:
    """The file of a record as one of this machine, for as long as the block lasts; None when it is gone."""
    if not record.file.name or not default_storage.exists(record.file.name):
        yield None
        return
    with TemporaryDirectory(dir=_own_folder(record), prefix="read-") as folder:
        path = Path(folder) / PurePath(record.file.name).name
        with default_storage.open(record.file.name) as stored, _private(path, "wb") as copy:
            shutil.copyfileobj(stored, copy)
        yield path


def private_file(path: Path) -> IO[str]:
    """Open a text file for writing that only the site's own account can read."""
    return _private(path, "w", encoding="utf-8", newline="")


def _private(path: Path, mode: str, **how: str) -> IO[str]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return open(handle, mode, **how)  # type: ignore[call-overload, no-any-return]  # noqa: PTH123


def _own_folder(record: UploadJob) -> Path:
    folder = workplaces(type(record)) / str(record.pk)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _attempt(record: UploadJob) -> str:
    return f"{record.goal}-{record.attempts}"

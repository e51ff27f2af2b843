"""The files of an upload: one private folder each, in which every attempt has its own, and nothing outlives its use.

What was uploaded may name people. It waits here for whoever reads it, and it goes the moment that it has been read,
refused or called off; what a kind keeps of it stays until it is applied. What a killed worker leaves is removed by the
attempt that follows, or else by `uploads.forget_abandoned`.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePath
from typing import IO, TypeVar

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from .models import UploadJob

U = TypeVar("U", bound=UploadJob)


def path_of(name: str) -> Path:
    """Return where a stored file is; web servers and workers share the private folder."""
    return Path(default_storage.path(name))


def name_of(path: Path) -> str:
    return path.relative_to(path_of("")).as_posix()


def folder_of(record: UploadJob) -> Path:
    return path_of(f"{record.folder}/{record.pk}")


def keep_upload(record: UploadJob, upload: UploadedFile[bytes]) -> Path:
    """Put an upload in the folder of its record, under a name of our own."""
    suffix = PurePath(upload.name or "").suffix.lower() if record.keeps_suffix else ""
    record.file.name = default_storage.save(f"{record.folder}/{record.pk}/upload{suffix}", upload)
    return path_of(record.file.name)


def stored(record: UploadJob) -> Path | None:
    """Return where the file of a record is; None when it is gone."""
    path = path_of(record.file.name) if record.file.name else None
    return path if path and path.exists() else None


def folder_for_attempt(record: UploadJob) -> Path:
    """Make the folder of this attempt; those of attempts that came to nothing go."""
    folder = folder_of(record) / f"{record.goal}-{record.attempts}"
    keep_only(record)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def private_file(path: Path) -> IO[str]:
    """Open a text file for writing that only the site's own account can read."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="")  # noqa: PTH123


def keep_only(record: UploadJob) -> None:
    """Remove what is in the folder of a record but for the files that its row names."""
    kept = {path_of(name) for name in record.kept}
    for path in sorted(folder_of(record).rglob("*"), reverse=True):  # what is in a folder comes before it
        if path.is_file() and path not in kept:
            path.unlink(missing_ok=True)
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def forget(record: UploadJob) -> None:
    shutil.rmtree(folder_of(record), ignore_errors=True)

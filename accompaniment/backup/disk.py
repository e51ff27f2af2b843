"""Files that only the site's own account reads, and that are on the disk when we say so."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO


def exclusive_file(path: Path) -> IO[bytes]:
    """Open a file for writing and reading, empty. Raises BlockingIOError while another process has it open like this.

    What a killed process left under the name is written over; a link is not followed.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.fchmod(handle, 0o600)
        os.ftruncate(handle, 0)
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "r+b")


def settle(file: IO[bytes]) -> None:
    """Wait until the disk has what was written."""
    file.flush()
    os.fsync(file.fileno())


def settle_names(folder: Path) -> None:
    """Wait until the disk has the names of a folder's files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

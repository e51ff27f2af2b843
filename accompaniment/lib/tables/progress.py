"""How far a file has been read."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Readable(Protocol):
    @property
    def closed(self) -> bool: ...
    def tell(self) -> int: ...


class ReadProgress:
    """Returns which share of the file at `path` has been read, once its reader shows it the open file."""

    def __init__(self, path: Path) -> None:
        self.size = max(path.stat().st_size, 1)
        self.file: Readable | None = None

    def watch(self, file: Readable) -> None:
        self.file = file

    @property
    def share(self) -> float:
        return self.file.tell() / self.size if self.file and not self.file.closed else 0.0

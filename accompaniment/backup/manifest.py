"""What a backup says about itself: whence it is, what it holds, and what must be carried apart from it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = 1  # raised when an older release could no longer read what a newer one writes


@dataclass(frozen=True)
class Entry:
    """One member of an archive."""

    size: int
    sha256: str


@dataclass
class Manifest:
    engine: str
    server: int  # the database server's major version
    begun_at: str
    format: int = FORMAT
    ended_at: str = ""
    release: str = ""  # the commit, where it is known
    migrations: list[list[str]] = field(default_factory=list)  # [app, name] of each that was applied
    tables: dict[str, int] = field(default_factory=dict)  # rows of each
    left_out: list[str] = field(default_factory=list)  # tables that came without their rows
    database: Entry = Entry(0, "")
    files: dict[str, Entry] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)  # files that rows name and that were not there
    removed: list[str] = field(default_factory=list)  # files that went away, with their rows, meanwhile
    unfit: list[str] = field(default_factory=list)  # files that are not what their row's SHA-256 says
    settings: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)  # what must be carried apart, and why

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """Raises ValueError, KeyError or TypeError for what is not a manifest of this format."""
        values: dict[str, Any] = json.loads(content)
        values["database"] = Entry(**values["database"])
        values["files"] = {name: Entry(**entry) for name, entry in values["files"].items()}
        return cls(**values)

    @property
    def size(self) -> int:
        """Bytes of everything that it holds."""
        return self.database.size + sum(entry.size for entry in self.files.values())

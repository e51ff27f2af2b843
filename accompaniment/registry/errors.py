"""What may go wrong with a whole file; each error is one sentence that a person can act upon."""

from __future__ import annotations

from accompaniment.jobs.runs import JobRefused
from accompaniment.lib.tables.errors import UnreadableTable

from .summary import ImportSummary


class RegistryError(JobRefused):
    """The import as a whole was refused, and nothing of it was stored; its text says why."""


class UnreadableFile(RegistryError, UnreadableTable):
    """The file is not a registry that can be read."""


class TooManyClosures(RegistryError):
    """The file would close a large share of a UGEL's services, which usually means that it is incomplete."""

    def __init__(self, message: str, summary: ImportSummary) -> None:
        super().__init__(message)
        self.summary = summary

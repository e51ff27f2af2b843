"""What may go wrong with a whole file; each error is one sentence that a person can act upon."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..jobs import Refused
from .summary import Summary


class RegistryError(Refused):
    """The import as a whole was refused, and nothing of it was stored; its text says why."""


class UnreadableFile(RegistryError):
    """The file is not a registry that can be read."""


def is_a_workbook() -> UnreadableFile:
    """Return the error for an Excel file, which says how to turn it into one that can be read."""
    return UnreadableFile(
        _("El archivo es un libro de Excel. Ábrelo, guárdalo como CSV (delimitado por comas) y súbelo otra vez.")
    )


class TooManyClosures(RegistryError):
    """The file would close a large share of a UGEL's services, which usually means that it is incomplete."""

    def __init__(self, message: str, summary: Summary) -> None:
        super().__init__(message)
        self.summary = summary

"""What goes wrong with a backup, in words for whoever gave the command."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _


class BackupError(Exception):
    """A backup can't be made or restored; the text says why, and what to do, to whoever gave the command."""


class ToolFailedError(OSError):
    """A tool of the database ended before it was done; the text says which, and what it said."""


def in_words(error: Exception) -> str:
    """What stopped a backup halfway, on one line; what a database says comes after words of ours."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return _("la base de datos dejó el trabajo a medias (%(error)s)") % {"error": _first_line(error)}
    return _first_line(error)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")

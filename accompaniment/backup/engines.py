"""How each database is copied while the site writes, and brought back: as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from .errors import BackupError
from .postgres import Postgres
from .sqlite import Sqlite

Check = Callable[[BaseDatabaseWrapper], None]


class Engine(Protocol):
    """A kind of database."""

    name: str
    is_packed: bool  # whether its copies are compressed already

    def server(self) -> int:
        """The major version of the server. Raises BackupError where its tools are missing."""

    def snapshot(self, path: Path) -> AbstractContextManager[BaseDatabaseWrapper]:
        """Copy the database of one instant into a file; within the block that instant can be asked."""

    def load(self, chunks: Iterable[bytes], check: Check) -> None:
        """Bring a copy into the empty database: what `check` refuses, or what ends halfway, leaves it empty."""

    def room_for(self, size: int) -> bool:
        """Whether the disk takes a copy of this size, as far as can be told from here."""


def engine() -> Engine:
    return Sqlite() if connection.vendor == "sqlite" else Postgres()


def require_empty() -> None:
    """Raises BackupError for a database with tables: nothing that is there is ever written over."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    if tables:
        raise BackupError(
            _(
                "La base %(name)s ya tiene tablas y no se toca. Restaura en una base nueva y vacía, antes de `migrate`:"
                " en SQLite mueve ese archivo a otro lugar; en PostgreSQL créala con createdb."
            )
            % {"name": connection.settings_dict["NAME"]}
        )

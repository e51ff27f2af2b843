"""What a database holds, as a backup counts it: rows, applied migrations, and the private files that rows name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.sessions.models import Session
from django.core.files.storage import Storage
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from accompaniment.accounts.models import SignIn
from accompaniment.lib.stored_files import file_fields, listed

# Left out with their rows: whoever holds an archive enters nowhere with it, and after a restore everyone signs in anew.
SESSIONS = (Session._meta.db_table, SignIn._meta.db_table)
CACHE = "accompaniment_cache"  # what counts attempts for some minutes
LEFT_OUT = (*SESSIONS, CACHE)


def rows_of_tables(database: BaseDatabaseWrapper) -> dict[str, int]:
    """How many rows each table has, but for those that are left out."""
    with database.cursor() as cursor:
        names = sorted(set(database.introspection.table_names(cursor)) - {*LEFT_OUT})
        return {name: _asked(cursor, f"SELECT count(*) FROM {_quoted(database, name)}")[0][0] for name in names}  # noqa: S608


def migrations_of(database: BaseDatabaseWrapper) -> list[list[str]]:
    """The applied migrations as [app, name]."""
    return sorted([app, name] for app, name in MigrationRecorder(database).applied_migrations())


def files_named(database: BaseDatabaseWrapper) -> dict[str, str]:
    """The private files that rows name, each with the SHA-256 that its row holds; empty where a row holds none."""
    named: dict[str, str] = {}
    with database.cursor() as cursor:
        for model, field in file_fields():
            digest = "sha256" if any(other.name == "sha256" for other in model._meta.fields) else "''"
            column, table = _quoted(database, field.column), _quoted(database, model._meta.db_table)
            named |= dict(_asked(cursor, f"SELECT {column}, {digest} FROM {table} WHERE {column} <> ''"))  # noqa: S608
    return named


def files_to_keep(storage: Storage, named: Iterable[str]) -> list[str]:
    """The private files there are, but for those in the folders of rows that no row names: leftovers, or newer."""
    wanted = {*named}
    of_rows = tuple(f"{folder}/" for folder in folders_of_rows())
    return [name for name in listed(storage) if name in wanted or not name.startswith(of_rows)]


def folders_of_rows() -> set[str]:
    """The folders in which every file belongs to a row."""
    return {str(field.upload_to or getattr(model, "folder", "")).strip("/") for model, field in file_fields()} - {""}


def _quoted(database: BaseDatabaseWrapper, name: Any) -> str:
    return str(database.ops.quote_name(name))


def _asked(cursor: Any, sql: str) -> list[Any]:
    cursor.execute(sql)
    return list(cursor.fetchall())

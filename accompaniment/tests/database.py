"""The database of the tests: its tables are made from the models, at once, instead of by the migrations one by one.

That the migrations end in the same tables is for `makemigrations --check` and deploy/check_migrations.py to prove.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management.base import BaseCommand
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import post_migrate


class MakeTables(BaseCommand):
    """Stands in for `migrate`, which takes six times as long even where there is no migration to apply."""

    requires_system_checks = []
    stealth_options = ("interactive", "run_syncdb")
    autodetector = migrate.Command.autodetector  # a system check compares it with that of `makemigrations`

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--database")

    def handle(self, *, database: str, **options: Any) -> None:
        MigrationRecorder(connections[database]).ensure_schema()
        with connections[database].schema_editor() as editor:
            for model in apps.get_models():
                if model._meta.can_migrate(editor.connection):
                    editor.create_model(model)


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """pytest-django's switch, asked right before the database is made: `migrate` is there, and it is MakeTables.

    The permissions of Django's own admin, which nothing here reads, are not written anew whenever tables are emptied.
    """
    migrate.Command = MakeTables
    post_migrate.disconnect(dispatch_uid=f"{create_permissions.__module__}.{create_permissions.__name__}")
    post_migrate.disconnect(create_contenttypes)
    return True


def emptied_by_deleting(
    self: Any, style: Any, tables: Any, *, reset_sequences: bool = False, **options: Any
) -> list[str]:
    """Stands in for TRUNCATE, which makes every table and index anew: half a second where a few rows were to go."""
    if reset_sequences:
        return truncating(self, style, tables, reset_sequences=True, **options)
    deletes = [f"DELETE FROM {self.quote_name(table)}" for table in tables]
    return ["SET session_replication_role = replica", *deletes, "SET session_replication_role = DEFAULT"]


truncating = DatabaseOperations.sql_flush
DatabaseOperations.sql_flush = emptied_by_deleting  # type: ignore[method-assign]

"""manage.py migrate_patiently: migrate while people work, without anybody waiting behind a lock that does not come."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's name for it
ATTEMPTS = 20
LOCK_TIMEOUT = "2s"  # how long a step waits for its table, and with it everybody who comes after
PAUSE = 1.5  # seconds before the next attempt, so that those who waited get through


class Command(BaseCommand):
    help = (
        "Apply the migrations while people work. On PostgreSQL a step that does not get its lock in two seconds lets "
        "go and is tried again; what was applied stays, and a step is applied whole or not at all."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._migrate()
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
                    raise
                self.stdout.write(f"Somebody holds a table that a step needs (attempt {attempt} of {ATTEMPTS}).")
                time.sleep(PAUSE)
            else:
                return
        raise CommandError(
            "A table was never free. See who holds it: SELECT pid, state, xact_start, query FROM pg_stat_activity "
            "WHERE xact_start IS NOT NULL ORDER BY xact_start; end that one, or try again when fewer people work."
        )

    def _migrate(self) -> None:
        with self._impatient():
            call_command("migrate", interactive=False, verbosity=0)

    def _impatient(self) -> AbstractContextManager[None]:
        """Wait briefly for a lock, but let a step over a large table take its time.

        A pooler's connection serves pages between two transactions: there nothing may be set for longer than one.
        """
        if connection.vendor != "postgresql":
            return nullcontext()
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return connection.execute_wrapper(within_its_transaction)
        with connection.cursor() as cursor:
            cursor.execute(limits("SET"))
        return nullcontext()


def within_its_transaction(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    if connection.in_atomic_block:
        execute(limits("SET LOCAL"), None, False, context)
    return execute(sql, params, many, context)


def limits(verb: str) -> str:
    return f"{verb} lock_timeout = '{LOCK_TIMEOUT}'; {verb} statement_timeout = 0"

"""Installations of a test's own: a database and a folder of private files, apart from those of all other tests."""

from __future__ import annotations

import os
import secrets
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installation:
    """Where a site would live."""

    var: Path
    database: str  # a file of SQLite, or the name of a database of the tests' server

    @property
    def private(self) -> Path:
        return self.var / "private"

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Within the block this thread's database is the installation's."""
        shared = connections["default"]
        own = shared.copy()
        own.settings_dict = {**shared.settings_dict, "NAME": self.database}
        connections["default"] = own
        try:
            yield
        finally:
            own.close()
            connections["default"] = shared

    @contextmanager
    def used(self) -> Iterator[None]:
        """Within the block this process is that site."""
        files = {**settings.STORAGES["default"], "OPTIONS": {"location": self.private}}
        storages = {**settings.STORAGES, "default": files}
        with self.connected(), override_settings(STORAGES=storages, PRIVATE_ROOT=self.private):
            yield

    def start(self, *command: str, first: Callable[[], object] = lambda: None) -> Child:
        """Begin a command of manage.py in a process of its own, after what is to be done `first` there.

        It is a copy of this one, which has loaded everything already: a start would cost two seconds each time.
        """
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            self._do_and_end(command, first, writing)
        os.close(writing)
        return Child(pid, reading)

    def _do_and_end(self, command: tuple[str, ...], first: Callable[[], object], writing: int) -> NoReturn:
        """Never back into the test that this process is a copy of; connections that the two share are left alone."""
        code = 1
        try:
            with os.fdopen(writing, "w", buffering=1) as said, redirect_stdout(said), redirect_stderr(said):
                try:
                    first()
                    with self.used():
                        call_command(*command)
                    code = 0
                except BaseException as error:
                    said.write(str(error) if isinstance(error, CommandError) else traceback.format_exc())
        finally:
            os._exit(code)


@dataclass(frozen=True)
class Child:
    """A process that does a command."""

    pid: int
    reading: int

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.end()

    def end(self) -> tuple[int, str]:
        """Its exit code and what it said, once it has ended."""
        with os.fdopen(self.reading) as said:
            text = said.read()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), text


Install = Callable[..., Installation]


@pytest.fixture(scope="module")
def install(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Install]:
    """install() is empty; install(with_tables=True) has every table, as the migrations leave them.

    Ask for one with tables in a fixture of the module: a test has the database open of which it is a copy.
    """
    made: list[Installation] = []

    def install(*, with_tables: bool = False) -> Installation:
        var = tmp_path_factory.mktemp("installation")
        is_sqlite = connections["default"].vendor == "sqlite"
        name = str(var / "acompana.sqlite3") if is_sqlite else f"backup_{secrets.token_hex(4)}"
        made.append(Installation(var, name))
        with django_db_blocker.unblock():
            (make_sqlite if is_sqlite else make_postgres)(name, with_tables=with_tables)
            if with_tables:
                with made[-1].connected():
                    call_it_migrated()
        return made[-1]

    yield install
    if connections["default"].vendor != "sqlite":
        with django_db_blocker.unblock(), beside_the_tests() as cursor:
            for installation in made:
                cursor.execute(f"DROP DATABASE IF EXISTS {installation.database} WITH (FORCE)")


def make_sqlite(name: str, *, with_tables: bool) -> None:
    if with_tables:
        with connections["default"].cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])


def make_postgres(name: str, *, with_tables: bool) -> None:
    tests = connections["default"].settings_dict["NAME"]
    with beside_the_tests() as cursor:
        if with_tables:  # a database that somebody has open is no template
            connections["default"].close()
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [tests])
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {tests if with_tables else 'template1'}")


@contextmanager
def beside_the_tests() -> Iterator[Any]:
    """A cursor in the server's own database."""
    with connections["default"]._nodb_cursor() as cursor:
        yield cursor


def call_it_migrated() -> None:
    """The tests' tables are made from the models: say so as the migrations would."""
    recorder = MigrationRecorder(connections["default"])
    recorder.ensure_schema()
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)

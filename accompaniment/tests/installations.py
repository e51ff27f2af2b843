"""Installations of a test's own: a database and a folder of private files, apart from those of all other tests."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
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

    def environment(self) -> dict[str, str]:
        """For a process that is that site."""
        return {
            **os.environ,
            "VAR_DIR": str(self.var),
            "DATABASE_URL": self._url(),
            "SECRET_KEY": settings.SECRET_KEY,
            "DJANGO_SETTINGS_MODULE": "accompaniment.settings",
        }

    def start(self, *command: str, **how: Any) -> subprocess.Popen[str]:
        """Begin a command of manage.py in a process of its own."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        # With little disk left, Python would keep what it compiles cut short, and trip over it the next time.
        environment = {**self.environment(), "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, **pipes, **how)

    def run(self, *command: str, **how: Any) -> tuple[int, str]:
        """Do a command to its end: its exit code and what it said."""
        with self.start(*command, **how) as process:
            said = process.communicate(timeout=120)[0]
        return process.returncode, said

    def _url(self) -> str:
        s = connections["default"].settings_dict
        if connections["default"].vendor == "sqlite":
            return f"sqlite:///{self.database}"
        login = f"{quote(s['USER'])}:{quote(s['PASSWORD'])}" if s["PASSWORD"] else quote(s["USER"])
        return f"postgres://{login}@{s['HOST'] or '127.0.0.1'}:{s['PORT'] or 5432}/{self.database}"


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

"""The servers that a site needs beside itself: those of this machine as `make trial` takes them, or some of its own,
which may be stopped and killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))

from accompaniment.tests.mail_server import MailServer  # noqa: E402
from accompaniment.tests.serving import serving  # noqa: E402
from chaos.environment import end_on_signals  # noqa: E402
from chaos.services import Cluster, Service  # noqa: E402

__all__ = ["OfThisMachine", "Own", "end_on_signals"]
POSTGRES = os.environ.get("TRIAL_POSTGRES", "psql --host 127.0.0.1 --username postgres")
DATABASE = f"acompana_trial_{os.getpid()}"
LOGIN = f"{DATABASE}@127.0.0.1:5432/{DATABASE}"


class Redis(Service):
    """It keeps nothing on the disk: what is in the queue when it ends is lost."""

    def __init__(self, folder: Path, port: int) -> None:
        options = ("--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
        super().__init__("Redis", "redis-server", "--port", str(port), *options, log=folder / "redis.log", port=port)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


class OfThisMachine:
    """Its PostgreSQL, in which the kit makes a role and a database, and a Redis."""

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        self.redis = Redis(folder, ports[0])
        self.redis.start()
        self.database_url = f"postgres://{LOGIN}"

    @property
    def settings(self) -> dict[str, str]:
        """What the kit is told."""
        own = {"PSQL": POSTGRES, "DATABASE": DATABASE}
        return own | {"CELERY_BROKER_URL": self.redis.url, "EMAIL_URL": "dummymail://"}

    def make_database(self) -> None:
        _sql(f"CREATE ROLE {DATABASE} LOGIN", f"CREATE DATABASE {DATABASE} OWNER {DATABASE}")

    def end(self) -> None:
        self.redis.end()
        _sql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"DROP ROLE IF EXISTS {DATABASE}")


def _sql(*statements: str) -> None:
    for statement in statements:
        subprocess.run([*POSTGRES.split(), "--quiet", "--command", statement], check=True)


class Own:
    """A PostgreSQL, a Redis and a mail server of the trial's own."""

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        self.database, self.redis = Cluster(folder, ports[0]), Redis(folder, ports[1])
        self.mail, self.database_url = Mail(), self.database.url
        self.redis.start()

    @property
    def settings(self) -> dict[str, str]:
        urls = {"DATABASE_URL": self.database_url, "CELERY_BROKER_URL": self.redis.url}
        return urls | {"EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}"}

    def make_database(self) -> None:
        self.database.make()
        self.database.start()
        self.database.wait_until_it_answers()

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database, or change it, past the site."""
        with closing(psycopg2.connect(self.database_url)) as line, line, line.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchall() if cursor.description else []

    def end(self) -> None:
        self.mail.stop()
        self.redis.end()
        self.database.end()


class Mail:
    """A mail server that keeps what it takes; a letter costs it a fifth of a second, as it would beyond a network."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.port = 0
        self.start()

    def start(self) -> None:
        """Serve, at the same port each time."""
        self._server = MailServer(self.port, seconds=0.2)
        self._server.block_on_close = False
        self._server.letters, self.port = self.letters, self._server.port
        self._serving = serving(self._server)
        self._serving.__enter__()

    def stop(self) -> None:
        self._server.closing.set()
        self._serving.__exit__(None, None, None)

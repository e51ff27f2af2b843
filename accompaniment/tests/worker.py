"""Fixtures for tests with a real Celery worker in its own process: where it lives, its broker, and how it is killed."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from kombu import Connection
from pytest_django.plugin import DjangoDbBlocker

from accompaniment.engines import broker_options
from accompaniment.jobs import heartbeats

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 90


def a_mark_came_out() -> None:
    """As when a worker takes what was put into the queue of jobs this moment."""
    heartbeats.note(worker="somebody", sent_at=timezone.now().isoformat())


@dataclass
class Lab:
    """A worker's surroundings: its own VAR_DIR, broker and, on SQLite, its own copy of the test's database."""

    environment: dict[str, str]
    log: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "accompaniment", "worker", "-c", "1", "--pool", "prefork"]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*command, "--without-gossip", "--without-mingle", "-l", "INFO"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that a kill takes its children along, and nothing else
            )
        self.processes.append(process)
        return process

    def send(self, job: Any) -> None:
        """Put the job's message on the lab's broker, as a web process of the site that lives in the lab would."""
        module, _, name = job.task.rpartition(".")
        task = getattr(import_module(module), name)
        url = self.environment["CELERY_BROKER_URL"]
        options = broker_options(url, Path(self.environment["VAR_DIR"]))
        with Connection(url, transport_options=options) as broker:
            task.apply_async((str(job.pk),), connection=broker, queue="celery")

    def wait(self, job: Any, until: Callable[[Any], bool]) -> Any:
        ends = time.monotonic() + DEADLINE
        while time.monotonic() < ends:
            job.refresh_from_db()
            if until(job):
                return job
            time.sleep(0.02)
        raise AssertionError(f"{job.status} {job.step} {job.error}\n{self.log.read_text()[-4000:]}")

    def stop(self, process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> int:
        if process.poll() is None:
            os.killpg(process.pid, how) if how == signal.SIGKILL else process.send_signal(how)
        return process.wait(timeout=DEADLINE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's, which drops the database at the end: whatever still has it open then, a killed worker's session
    that PostgreSQL has not missed yet, say, is ended first.
    """
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture
def own_database(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The address of a database that another process can open; the test's own connection goes there too."""
    shared = connections["default"]
    if shared.vendor != "sqlite":
        s = shared.settings_dict
        login = f"{quote(s['USER'])}:{quote(s['PASSWORD'])}" if s["PASSWORD"] else quote(s["USER"])
        yield f"postgres://{login}@{s['HOST'] or '127.0.0.1'}:{s['PORT'] or 5432}/{s['NAME']}"
        return
    path = tmp_path / "lab.sqlite3"
    with shared.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    connections["default"] = own = file_connection(shared, path)
    yield f"sqlite:///{path}"
    own.close()
    connections["default"] = shared


def file_connection(shared: BaseDatabaseWrapper, path: Path) -> BaseDatabaseWrapper:
    own = shared.copy()
    own.settings_dict = {**shared.settings_dict, "NAME": str(path)}
    return own


@pytest.fixture
def redis_broker() -> Iterator[str]:
    """An empty Redis database of this test's own. Its library is loaded here, so that other tests start sooner."""
    import redis

    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
    ours = secrets.token_hex(8)
    for number in range(15, 0, -1):
        client = redis.Redis.from_url(f"{url}/{number}")
        try:
            if client.dbsize() or not client.set("acompana-test", ours, nx=True, ex=600):
                continue
        except redis.ConnectionError:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"Redis does not answer at {url}")
        yield f"{url}/{number}"
        client.flushdb()
        client.close()
        return
    pytest.skip(f"Redis at {url} has no empty database")


@pytest.fixture
def make_lab(own_database: str, tmp_path: Path, settings) -> Iterator[Callable[[str], Lab]]:
    labs: list[Lab] = []
    var = tmp_path / "var"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": var / "private"}},
    }

    def make(broker: str) -> Lab:
        environment = {
            **os.environ,
            "VAR_DIR": str(var),
            "DATABASE_URL": own_database,
            "CELERY_BROKER_URL": broker,
            "DJANGO_SETTINGS_MODULE": "accompaniment.settings",
        }
        lab = Lab(environment, tmp_path / "worker.log")
        labs.append(lab)
        return lab

    yield make
    for lab in labs:
        for process in lab.processes:
            if process.poll() is None:
                lab.stop(process, signal.SIGKILL)

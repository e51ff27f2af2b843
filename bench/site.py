"""A site of the bench's own: temporary directory, database, two servers and a worker, all gone afterwards."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from .load import HOST

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@contextlib.contextmanager
def own_environment() -> Iterator[None]:
    """Set the environment of a real site (DEBUG=0), before Django is loaded."""
    with tempfile.TemporaryDirectory(prefix="acompana-bench-") as var:
        database = os.environ.get("BENCH_DATABASE_URL", "")
        if database:
            make_database(database)
        os.environ.update(
            ENV_FILE=os.devnull,
            VAR_DIR=var,
            DEBUG="0",
            SECRET_KEY=secrets.token_urlsafe(50),
            ALLOWED_HOSTS=HOST,
            SITE_URL=f"https://{HOST}",
            TRUSTED_PROXIES="127.0.0.1",
            DATABASE_URL=database or f"sqlite:///{var}/acompana.sqlite3",
            EMAIL_URL="dummymail://",
            DEFAULT_FROM_EMAIL="bench@example.pe",
            CELERY_BROKER_URL=os.environ.get("BENCH_BROKER_URL", ""),
            LOG_LEVEL="ERROR",
            REQUIRE_SECOND_FACTOR="0",  # nobody here has a phone to read a code from
            DJANGO_SETTINGS_MODULE="accompaniment.settings",
            PYTHONWARNINGS="ignore",
        )
        yield


def make_database(url: str) -> None:
    """Drop and create the PostgreSQL database of `url`, whose name must say that it is the bench's."""
    import psycopg2

    parts = urlsplit(url)
    name = parts.path.strip("/")
    if "bench" not in name or not name.isidentifier():
        sys.exit(f"BENCH_DATABASE_URL: the database is emptied, so its name must contain «bench»; it is {name!r}.")
    connection = psycopg2.connect(urlunsplit(parts._replace(scheme="postgresql", path="/postgres")))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()


@contextlib.contextmanager
def running(*command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a session of its own and end all of that session afterwards."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def server(settings: str) -> Iterator[int]:
    """Serve with gunicorn as deploy/ says, under these settings; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = (str(BIN / "gunicorn"), "--config", "deploy/gunicorn.conf.py", "accompaniment.wsgi")
    with running(*command, PORT=str(port), DJANGO_SETTINGS_MODULE=settings) as process:
        _wait_for(port, process)
        yield port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("the server of the bench did not start")


@contextlib.contextmanager
def worker(processes: int) -> Iterator[subprocess.Popen[bytes]]:
    command = (str(BIN / "celery"), "--quiet", "--app", "accompaniment", "worker", "--pool", "prefork")
    options = ("--concurrency", str(processes), "--loglevel", "ERROR", "--without-mingle", "--without-gossip")
    with running(*command, *options) as process:
        yield process

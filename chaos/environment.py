"""A folder and an environment of this run's own, set before Django is loaded and gone afterwards."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
HOST = "localhost"


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """A temporary folder that other system users may walk through, for PostgreSQL runs as one."""
    with tempfile.TemporaryDirectory(prefix="acompana-chaos-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def set_environment(folder: Path, *, port: int, database_url: str) -> None:
    """The environment of a real site (DEBUG=0) over this folder and database, with the queue of files."""
    os.environ.update(
        ENV_FILE=os.devnull,
        VAR_DIR=str(folder / "var"),
        PORT=str(port),
        DEBUG="0",
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS=HOST,
        SITE_URL=f"https://{HOST}",
        TRUSTED_PROXIES="127.0.0.1",
        DATABASE_URL=database_url or f"sqlite:///{folder}/var/acompana.sqlite3",
        CELERY_BROKER_URL="",
        EMAIL_URL="dummymail://",
        DEFAULT_FROM_EMAIL="chaos@example.pe",
        LOG_LEVEL="ERROR",
        REQUIRE_SECOND_FACTOR="0",  # nobody here has a phone to read a code from
        DJANGO_SETTINGS_MODULE="chaos.settings",
        PYTHONPATH=str(ROOT),
        PYTHONWARNINGS="ignore",
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class OutOfTime(Exception):
    """The run took longer than it may."""


def end_on_signals(*, after: int) -> None:
    """Whatever asks this run to end, and so many seconds, end it as Ctrl-C does: through everything that cleans up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    signal.signal(signal.SIGALRM, _raise_out_of_time)
    signal.alarm(after)


def _raise_out_of_time(*_signal: Any) -> NoReturn:
    raise OutOfTime

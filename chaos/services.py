"""The processes of the run: started, killed without warning, started again, and all ended with it."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg2

from .environment import ROOT

BIN = Path(sys.executable).parent
PATIENCE = 30  # seconds for a process to answer


class Service:
    """A process in a session of its own, which the system ends should this run itself be killed."""

    def __init__(self, name: str, *command: str, log: Path, port: int | None = None, user: str | None = None) -> None:
        self.name, self.command, self.log, self.port, self.user = name, command, log, port, user
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT if self.user is None else "/",
                user=self.user,
                group=self.user,
                start_new_session=True,
                preexec_fn=_stop_when_parent_dies,
                stdout=log,
                stderr=log,
            )

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port or 0), timeout=1):
            return True
        return False

    def wait_until_it_answers(self) -> None:
        """Return once it takes connections. Raises RuntimeError when it ended, or never does."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit and self.process and self.process.poll() is None:
            if self.answers():
                return
            time.sleep(0.05)
        raise RuntimeError(f"the {self.name} does not answer")

    def kill(self) -> None:
        """End it and all that it started, at once and without a word."""
        if self.process:
            _signal_session(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def end(self) -> None:
        if not self.process:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        self.kill()


def web_server(port: int, log: Path) -> Service:
    command = (str(BIN / "gunicorn"), "--config", "deploy/gunicorn.conf.py", "accompaniment.wsgi")
    return Service("web server", *command, port=port, log=log)


def celery_worker(log: Path) -> Service:
    command = (str(BIN / "celery"), "--quiet", "--app", "accompaniment", "worker", "--pool", "prefork")
    options = ("--concurrency", "1", "--loglevel", "CRITICAL", "--without-mingle", "--without-gossip")
    return Service("worker", *command, *options, log=log)


class Cluster(Service):
    """A PostgreSQL of this run alone. Killing it is a crash: nothing is written down first, and it recovers."""

    def __init__(self, folder: Path, port: int) -> None:
        self.data = folder / "postgres"
        user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        options = ("-p", str(port), "-k", str(self.data), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off")
        command = (_program("postgres"), "-D", str(self.data), *options)
        super().__init__("database", *command, log=folder / "postgres.log", port=port, user=user)

    @property
    def url(self) -> str:
        return f"postgres://chaos@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Create its files. `fsync` is off, for processes crash here and the machine does not."""
        self.data.mkdir()
        if self.user:
            known = pwd.getpwnam(self.user)
            os.chown(self.data, known.pw_uid, known.pw_gid)
        options = ("-U", "chaos", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        command = [_program("initdb"), "-D", str(self.data), *options]
        subprocess.run(command, check=True, capture_output=True, user=self.user, group=self.user, cwd="/")

    def answers(self) -> bool:
        """Once it has recovered: until then it takes connections and lets nobody in."""
        with suppress(psycopg2.OperationalError):
            psycopg2.connect(self.url, connect_timeout=3).close()
            return True
        return False

    def kill(self) -> None:
        """PostgreSQL's own word for it: every process of it ends where it stands."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def has_postgres() -> bool:
    return bool(_program("initdb") and _program("postgres"))


def _program(name: str) -> str:
    """Debian keeps the programs of the server out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else "")


def _signal_session(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, number)


def _stop_when_parent_dies() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)

"""Prepares the database, then runs web server and worker together until Ctrl-C. Called by `make run`."""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PATIENCE = 60  # seconds for the server's first answer
GRACE = 15  # seconds for a process to finish what it has in hand


class CannotStart(Exception):
    """Why the site cannot run, as a sentence for the person at the keyboard."""


class Service:
    """A child process in a session of its own, so that Ctrl-C reaches it only through us."""

    def __init__(self, name: str, *command: str) -> None:
        self.name = name
        self.process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=stop_when_parent_dies)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def ask_to_end(self) -> None:
        if not self.has_ended():
            self.process.terminate()

    def end_by(self, moment: float) -> None:
        """Wait until `moment`, then end whatever is left of its session."""
        try:
            self.process.wait(timeout=max(0.0, moment - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            print(f"The {self.name} did not stop in time and was ended.", file=sys.stderr)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def stop_when_parent_dies() -> None:
    """Ask Linux to end this child when the supervisor is killed without a chance to do it itself."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def prepare() -> None:
    """Bring the database up to date; the first time, while developing, fill it with demonstration data."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError, connections

    django.setup()
    require_free_port(settings.PORT)
    print("Preparing the database; the first time this takes a little while …", flush=True)
    try:
        call_command("check", databases=["default"], stdout=StringIO())
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise CannotStart(f"The database does not answer. Look at DATABASE_URL. It says: {error}") from None
    require_broker()
    call_command("load_instruments", verbosity=0, stdout=StringIO())
    if settings.DEBUG:
        call_command("seed_demo", "--if-empty", stdout=StringIO())  # the logins it prints are announced at the end
    else:
        call_command("collectstatic", verbosity=0, interactive=False)
    connections.close_all()


def require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotStart(f"Port {port} is kept for the system. Choose another: PORT=8000 make run") from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise CannotStart(f"Port {port} is already in use. Choose another: PORT={other} make run") from None


def require_broker() -> None:
    from kombu.exceptions import OperationalError

    from accompaniment.celery import app

    try:
        with app.connection_for_write(connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except (OperationalError, OSError) as error:
        raise CannotStart(f"The broker does not answer. Look at CELERY_BROKER_URL. It says: {error}") from None


def start() -> list[Service]:
    """Start the web server and the worker, both quiet until something goes wrong."""
    processes = str(min(os.cpu_count() or 1, 4))
    if os.geteuid() == 0:  # Celery would warn in eight lines; a container has no other account
        os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser privileges")
    return [
        Service("web server", str(BIN / "gunicorn"), "--config", "deploy/gunicorn.conf.py", "accompaniment.wsgi"),
        Service(
            "worker",
            *(str(BIN / "celery"), "--quiet", "--app", "accompaniment", "worker", "--beat"),
            *("--pool", "prefork", "--concurrency", processes, "--loglevel", "WARNING"),
            *("--without-mingle", "--without-gossip"),
        ),
    ]


def wait_for_answer(port: int, services: list[Service]) -> None:
    """Return once the server answers; raise CannotStart if it never does."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        require_all(services)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/accounts/login/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise CannotStart(f"The web server has not answered in {PATIENCE} seconds.")


def require_all(services: list[Service]) -> None:
    for service in services:
        if service.has_ended():
            raise CannotStart(
                f"The {service.name} ended by itself (code {service.process.returncode}); the lines above say why. "
                "Everything was stopped."
            )


class ProofOfWork:
    """A worker whose pool is gone still looks alive: it is believed as long as marks come out of its queues."""

    EVERY = 15
    WITHOUT = 300  # seconds without a sign of work; a worker that is at long work tells how far it is

    def __init__(self) -> None:
        self.seen = self.looked = time.monotonic()

    def require(self) -> None:
        now = time.monotonic()
        if now - self.looked < self.EVERY:
            return
        self.looked = now
        if self._somebody_works():
            self.seen = now
        if now - self.seen > self.WITHOUT:
            raise CannotStart("The worker runs but takes nothing from its queues. Everything was stopped.")

    def _somebody_works(self) -> bool:
        """Also while the database doesn't answer: then nobody can tell."""
        from django.db import DatabaseError, connections

        from accompaniment.health.findings import somebody_works

        try:
            return somebody_works()
        except DatabaseError:
            return True
        finally:
            connections.close_all()


def announce() -> None:
    from django.conf import settings
    from django.core.management import call_command

    print(f"\nAcompaña is ready: {settings.SITE_URL}\n")
    if settings.DEBUG:
        call_command("demo_logins")
    print("\nCtrl-C stops it.", flush=True)


def serve() -> NoReturn:
    """Run both services until one of them, or the person, ends it."""
    from django.conf import settings

    os.umask(0o077)  # what they write is for this account alone
    services = start()
    try:
        wait_for_answer(settings.PORT, services)
        announce()
        proof = ProofOfWork()
        while True:
            require_all(services)
            proof.require()
            time.sleep(0.3)
    except KeyboardInterrupt:
        print("\nStopping, once what is in hand is finished …", flush=True)
        raise
    finally:
        for service in services:
            service.ask_to_end()
        moment = time.monotonic() + GRACE
        for service in services:
            service.end_by(moment)


def develop_unless_told() -> None:
    """Whoever types `make run` tries or develops, but where .env says that this is a real site."""
    import environ

    environ.Env.read_env(ROOT / os.environ.get("ENV_FILE", ".env"))
    os.environ.setdefault("DEBUG", "1")


def main() -> int:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError

    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accompaniment.settings")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGINT too: a background job starts with it ignored
        signal.signal(number, signal.default_int_handler)
    develop_unless_told()
    try:
        prepare()
        serve()
    except KeyboardInterrupt:
        print("Stopped.")
        return 0
    except (CannotStart, CommandError, ImproperlyConfigured) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

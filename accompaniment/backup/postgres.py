"""A copy of a PostgreSQL database by pg_dump, and back by pg_restore in one transaction.

Both are those of the server's own version: an older pg_dump refuses to read a newer server, and what a newer one wrote
could not be brought back to this one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from .disk import exclusive_file, settle
from .errors import BackupError, ToolFailedError
from .inventory import LEFT_OUT

DEBIAN = "/usr/lib/postgresql/{}/bin/"  # where its packages put each version
CHUNK = 1 << 20


class Postgres:
    name = "postgresql"
    is_packed = True

    def server(self) -> int:
        """Also the version of its tools, which `_tool` refuses otherwise."""
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            major = int(cursor.fetchone()[0]) // 10_000
        for name in ("pg_dump", "pg_restore"):
            _tool(name, major)
        return major

    @contextmanager
    def snapshot(self, path: Path) -> Iterator[BaseDatabaseWrapper]:
        """pg_dump reads the instant that this transaction sees, whatever others write meanwhile."""
        tool = _tool("pg_dump", self.server())
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            [instant] = cursor.fetchone()
            left_out = [f"--exclude-table-data={name}" for name in LEFT_OUT]
            wanted = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={instant}", *left_out]
            with exclusive_file(path) as file, _running([tool, *wanted, *_login()], stdout=subprocess.PIPE) as process:
                assert process.stdout  # noqa: S101 : it is a pipe, so that pg_dump ends when this process does
                shutil.copyfileobj(process.stdout, file, CHUNK)
                settle(file)
            yield connection

    def load(self, chunks: Iterable[bytes], check: Callable[[BaseDatabaseWrapper], None]) -> None:
        tool = _tool("pg_restore", self.server())
        *login, name = _login()
        wanted = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={name}"]
        with _running([tool, *wanted, *login], stdin=subprocess.PIPE) as process:
            assert process.stdin  # noqa: S101 : it is a pipe
            with suppress(BrokenPipeError):  # it ended, and says why by itself
                process.stdin.writelines(chunks)
            with suppress(BrokenPipeError):
                process.stdin.close()
        check(connection)

    def room_for(self, size: int) -> bool:
        return True  # the server's disk is not seen from here; without room its transaction comes to nothing


def _tool(name: str, major: int) -> str:
    """Where the tool of this version is. Raises BackupError with what to install."""
    for path in (DEBIAN.format(major) + name, shutil.which(name)):
        if path and Path(path).exists() and _version_of(path) == major:
            return path
    raise BackupError(
        _(
            "Falta %(tool)s de la versión %(version)d, la de tu servidor PostgreSQL. Instálalo: sudo apt-get install"
            " postgresql-client-%(version)d"
        )
        % {"tool": name, "version": major}
    )


def _version_of(path: str) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found[1]) if found else 0


def _login() -> list[str]:
    """User, host and port as all its tools take them, then the database's name."""
    return list(DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[0][1:])


def _secrets() -> dict[str, str]:
    """The password and what belongs to it, for the environment: what a process was called with, everybody may read."""
    return dict(DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[1] or {})


@contextmanager
def _running(command: list[str], **pipe: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a tool beside the block. Raises ToolFailedError with what it said when it failed."""
    environment = {**os.environ, **_secrets(), "LC_ALL": "C"}
    with TemporaryFile() as said:
        with subprocess.Popen(command, env=environment, stderr=said, **pipe) as process:  # type: ignore[call-overload]  # noqa: S603
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            raise ToolFailedError(_failed(Path(command[0]).name, said.read().decode(errors="replace")))


def _failed(tool: str, said: str) -> str:
    first = next((line for line in said.splitlines() if "error:" in line), said.strip())
    return _("%(tool)s no pudo terminar: %(error)s") % {"tool": tool, "error": first[:300]}

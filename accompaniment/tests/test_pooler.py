"""The site behind a real PgBouncer that gives its one connection to whoever begins a transaction."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, connections, transaction
from django.urls import reverse

from accompaniment.models import Region, Teacher

from .test_migrate_patiently import Step

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
SETTINGS = """
[databases]
* = host={host} port={port} user={user} {password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
max_client_conn = 20
"""


@pytest.fixture
def pooler(tmp_path: Path) -> Iterator[int]:
    """Its port."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has poolers")
    if PROGRAM is None:
        pytest.skip("PgBouncer is not installed")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    login = connection.settings_dict
    password = f"password={login['PASSWORD']}" if login["PASSWORD"] else ""
    told = SETTINGS.format(
        host=login["HOST"] or "127.0.0.1",
        port=login["PORT"] or 5432,
        user=login["USER"],
        password=password,
        own_port=port,
    )
    file = tmp_path / "pgbouncer.ini"
    file.write_text(told)
    somebody = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}  # it refuses to be root
    with (
        file.open("rb") as settings,
        subprocess.Popen([PROGRAM, "/dev/stdin"], stdin=settings, stderr=subprocess.PIPE, **somebody) as process,
    ):
        wait_for(port, process)
        yield port
        process.terminate()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(500):
        if process.poll() is not None:
            raise AssertionError(process.stderr.read().decode() if process.stderr else "")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise AssertionError("PgBouncer does not listen")


@pytest.fixture
def pooled(pooler: int) -> Iterator[Any]:
    """The test's database as a site with DATABASE_POOLER=1 opens it."""
    shared = connections["default"]
    own = shared.copy()
    own.settings_dict = deepcopy(shared.settings_dict)
    own.settings_dict |= {"HOST": "127.0.0.1", "PORT": pooler, "DISABLE_SERVER_SIDE_CURSORS": True}
    own.settings_dict["OPTIONS"].pop("options", None)
    connections["default"] = own
    yield own
    own.close()
    connections["default"] = shared


def shown(setting: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        [value] = cursor.fetchone()
    return str(value)


def test_people_open_their_pages_and_rows_come_one_by_one(pooled, cast, client):
    for person in (cast.ana, cast.berta, cast.alma):
        client.force_login(person)
        assert client.get(reverse("home"), follow=True).status_code == 200
    names = []
    for teacher in Teacher.objects.order_by("pk").iterator(chunk_size=1):
        with transaction.atomic():
            Region.objects.create(name=teacher.first_names)
        names.append(teacher.first_names)
    assert len(names) == Teacher.objects.count() > 1


def test_migrating_leaves_nothing_behind_in_a_connection_that_serves_others(pooled, monkeypatch):
    before = shown("lock_timeout"), shown("statement_timeout")
    seen = []

    class Looking(Step):
        def handle(self, **options: Any) -> None:
            with transaction.atomic():
                super().handle(**options)
                seen.append((shown("lock_timeout"), shown("statement_timeout")))

    monkeypatch.setattr(migrate, "Command", Looking)
    call_command("migrate_patiently")
    assert seen == [("2s", "0")]
    assert (shown("lock_timeout"), shown("statement_timeout")) == before

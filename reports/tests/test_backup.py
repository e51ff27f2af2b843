"""A whole site goes into one file while people write, is ruined, and comes back in another place: every page, role by
role, answers as before, and every document is what it was.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompaniment.backup.archive import opened
from accompaniment.backup.inventory import rows_of_tables
from accompaniment.jobs import heartbeats, runs
from accompaniment.models import Teacher, TrackedChange
from accompaniment.tests.installations import Install, Installation
from conftest import make_cast
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from visits.models import Attachment

from .access_table import TABLE
from .access_table.words import OPENS
from .world import World

pytestmark = pytest.mark.django_db

CHANGES_BY_ITSELF = re.compile(  # what a page draws anew each time: tokens, seals, ids that are born with a form
    r'<input[^>]*type="hidden"[^>]*>|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|csrf\S+|nonce\S+'
)
NEW_EACH_TIME = {"mfa_activate_totp", "my_sessions"}  # a secret that nobody has seen; keys that the walk itself uses up
Answers = dict[str, tuple[str, int, Any]]


def sealed_world() -> World:
    """The world of the access tests, whose files are what their rows say."""
    world = World(make_cast())
    world.apart = Teacher.objects.create(document_number="41000009", first_names="Vera", last_names="Soto")
    Document.objects.update(sha256=hashlib.sha256(b"%PDF-1.7").hexdigest())
    Attachment.objects.update(sha256=hashlib.sha256(b"\xff\xd8\xff").hexdigest())
    ReportJob.objects.update(heartbeat_at=timezone.now() - runs.QUEUED_LOST_AFTER * 2)
    return world


def walked(world: World, *, at: datetime) -> Answers:
    """What every page answers to one of those whom it opens for, in turn, so that every role walks; nothing is kept."""
    answers: Answers = {}
    for number, (route, row) in enumerate(sorted(TABLE.items())):
        if route in NEW_EACH_TIME:
            continue
        readers = [name for name, status in row.answers.items() if status == OPENS and name not in {"nobody", "carla"}]
        if readers:
            name = readers[number % len(readers)]
            with time_machine.travel(at, tick=False):
                answers[route] = (name, *opened_by(world.user(name), reverse(route, kwargs=row.arguments(world))))
    return answers


def opened_by(user: Any, url: str) -> tuple[int, Any]:
    with transaction.atomic():
        client = Client()
        client.force_login(user)
        answer = client.get(url)
        kind = answer.headers.get("Content-Type", "")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
        transaction.set_rollback(True)
    if kind.startswith("text/html"):
        return answer.status_code, CHANGES_BY_ITSELF.sub("", content.decode())
    return answer.status_code, kind if "sheet" in kind or "zip" in kind else content


class Writer(threading.Thread):
    """Issues documents in the other UGEL, each with its file, for as long as it is let."""

    def __init__(self, site: Installation, world: World) -> None:
        super().__init__()
        self.site, self.world = site, world
        self.written, self.wrote, self.stop = 0, threading.Event(), threading.Event()

    def run(self) -> None:
        with self.site.connected():
            while not self.stop.is_set():
                self.issue()
                self.written += 1
                self.wrote.set()

    def issue(self) -> None:
        cast, content = self.world.cast, content_of(self.written)
        document = Document(
            kind=FOLLOW_UP_PLAN.code,
            ugel=cast.other_ugel,
            campaign=cast.campaign,
            institution=cast.other_jardin,
            teacher=self.world.apart,
            year=2026,
            number=self.written + 1,
            snapshot={},
            sha256=hashlib.sha256(content).hexdigest(),
            issued_by=cast.carla,
            issued_at=timezone.now(),
        )
        document.file.save("informe.pdf", ContentFile(content), save=False)
        document.save(force_insert=True)

    def write_once_more(self) -> None:
        self.wrote.clear()
        assert self.wrote.wait(timeout=60)


def content_of(number: int) -> bytes:
    return b"%PDF-1.7\n" + str(number).encode() * 1000


@contextmanager
def writing(site: Installation, world: World) -> Iterator[Writer]:
    writer = Writer(site, world)
    writer.start()
    try:
        writer.write_once_more()
        yield writer
        writer.write_once_more()
    finally:
        writer.stop.set()
        writer.join(timeout=60)


@pytest.fixture(scope="module")
def site(install: Install) -> Installation:
    return install(with_tables=True)


def test_a_site_comes_back_as_it_was(
    site: Installation, install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere, file = install(), tmp_path / "copia.zip"
    with site.used():
        world = sealed_world()
        now = timezone.now()
        before = walked(world, at=now)
        with writing(site, world) as writer:
            call_command("backup", file)
        rows = rows_of_tables(connection)
    with opened(file) as archive:
        copied = archive.manifest
    assert copied.lost == copied.removed == copied.unfit == []
    assert 0 < copied.tables["reports_document"] - 1 < writer.written == rows["reports_document"] - 1

    with elsewhere.used():
        call_command("restore", file)
        assert "1 pedidos quedaron a medias" in capsys.readouterr().out
        added = {"accompaniment_trackedchange": copied.tables["accompaniment_trackedchange"] + 1}
        assert rows_of_tables(connection) == {**copied.tables, **added}
        assert [change.model for change in TrackedChange.objects.all()[:2]] == ["backup", "backup"]
        for document in Document.objects.all():
            assert hashlib.sha256(document.file.read()).hexdigest() == document.sha256
            document.file.close()
        TrackedChange.objects.filter(model="backup").purge()  # the log is a page too
        after = walked(world, at=now)
        ReportJob.objects.unfinished().update(heartbeat_at=now - timedelta(minutes=5))
        heartbeats.note(worker="the first one here", sent_at=timezone.now().isoformat())
        assert runs.requeue_lost() == 1
    assert len(before) > 100
    assert {name for name, *_rest in before.values()} >= {"ana", "berta", "diana", "tania", "nora", "alma"}
    assert {route: pair for route in before if (pair := (before[route], after[route]))[0] != pair[1]} == {}

"""A roster through a real worker: uploaded, confirmed and undone on the pages, and its worker killed on the way."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from accompaniment.jobs import runs
from accompaniment.jobs.files import folder_of
from accompaniment.models import RosterImport, Teacher
from accompaniment.roster.services import confirm_import, preview_upload, undo_import
from accompaniment.roster.work import COMPARING, STORING
from accompaniment.tests.worker import Lab

from .files import as_csv, everything, row, upload

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
MANY = 150  # a second or more of each


@pytest.fixture
def lab(make_lab: Any, request: pytest.FixtureRequest) -> Lab:
    broker = getattr(request, "param", "filesystem://")
    return make_lab(request.getfixturevalue("redis_broker") if broker == "redis" else broker)


@pytest.fixture(autouse=True)
def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test's own process would send goes to the developer's broker: the lab sends it."""
    monkeypatch.setattr(runs, "send", lambda job: None)


def kill(lab: Lab, worker: Any) -> None:
    """End a worker where it stands, and let enough time go by for its silence to be noticed."""
    lab.stop(worker, signal.SIGKILL)
    silent = timezone.now() - runs.WHOLE_LOST_AFTER - timedelta(seconds=1)
    assert RosterImport.objects.filter(status="running").update(heartbeat_at=silent) == 1


def done_by_a_worker(lab: Lab, record: RosterImport) -> RosterImport:
    lab.send(record)
    return lab.wait(record, lambda one: one.is_finished)


@pytest.mark.parametrize("lab", ["filesystem://", "redis"], indirect=True)
def test_from_upload_to_undone(cast: Any, lab: Lab, client: Client) -> None:
    before = everything()
    rows = [row(cast, document_number=f"4300{n:04}", companion=cast.olga.username) for n in range(60)]
    record = preview_upload(user=cast.berta, upload=upload(as_csv(rows)))
    worker = lab.start_worker()
    record = done_by_a_worker(lab, record)
    client.force_login(cast.berta)
    assert "Guardar las 60 filas aceptadas" in client.get(record.get_absolute_url()).text
    assert confirm_import(record=record)
    assert done_by_a_worker(lab, record).is_applied
    assert Teacher.objects.count() == 2 + 60
    assert undo_import(record=record)
    assert done_by_a_worker(lab, record).is_undone
    assert everything() == before
    assert lab.stop(worker) == 0


def test_a_worker_killed_while_it_compares_and_another_while_it_stores(cast: Any, lab: Lab) -> None:
    rows = [row(cast, document_number=f"4300{n:04}") for n in range(MANY)]
    record = preview_upload(user=cast.berta, upload=upload(as_csv(rows)))
    lab.send(record)
    worker = lab.start_worker()
    lab.wait(record, lambda one: one.step == COMPARING)
    kill(lab, worker)

    worker = lab.start_worker()
    record = lab.wait(record, lambda one: one.is_finished)
    assert (record.is_pending, record.error, record.attempts) == (True, "", 2)
    assert lab.stop(worker) == 0
    [kept] = [path for path in Path(default_storage.path(folder_of(record))).rglob("*") if path.is_file()]
    assert kept.suffix == ".json"

    confirm_import(record=record)
    lab.send(record)
    worker = lab.start_worker()
    lab.wait(record, lambda one: one.step == STORING)
    kill(lab, worker)
    assert Teacher.objects.count() == 2

    worker = lab.start_worker()
    record = lab.wait(record, lambda one: one.is_finished)
    assert (record.is_applied, record.error) == (True, "")
    assert Teacher.objects.count() == 2 + MANY
    assert lab.stop(worker) == 0
    assert [path for path in Path(default_storage.path(folder_of(record))).rglob("*") if path.is_file()] == []

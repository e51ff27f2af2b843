"""An import by a real worker that is killed: while it reads, and while it stores; nothing is lost nor half applied."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accompaniment.jobs import runs
from accompaniment.jobs.files import folder_of, keep_upload
from accompaniment.models import Institution, RegistryImport
from accompaniment.registry import services
from accompaniment.registry.work import READING, STORING
from accompaniment.tests.worker import Lab

from .files import as_csv, row, rows

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
MANY = 8_000  # about a second of each


@pytest.fixture
def lab(make_lab: Any) -> Lab:
    return make_lab("filesystem://")


def waiting(cast: Any) -> RegistryImport:
    """An upload as `request_preview` leaves it, its message not yet sent (that would go to the developer's broker)."""
    record = RegistryImport(uploaded_by=cast.alma, file_name="padron.csv", heartbeat_at=timezone.now())
    content = ContentFile(as_csv([*rows(MANY), row(COD_MOD="x")]).encode(), "padron.csv")
    keep_upload(record, content)
    record.save(force_insert=True)
    return record


def kill(lab: Lab, worker: Any) -> None:
    """End a worker where it stands, and let enough time go by for its silence to be noticed."""
    lab.stop(worker, signal.SIGKILL)
    silent = timezone.now() - runs.RUNNING_LOST_AFTER - timedelta(seconds=1)
    assert RegistryImport.objects.filter(status="running").update(heartbeat_at=silent) == 1


def test_a_worker_killed_while_it_reads_and_another_while_it_stores(cast: Any, lab: Lab, monkeypatch: Any) -> None:
    record = waiting(cast)
    lab.send(record)
    worker = lab.start_worker()
    lab.wait(record, lambda r: r.step == READING)
    kill(lab, worker)

    worker = lab.start_worker()
    record = lab.wait(record, lambda r: r.is_finished)
    assert (record.is_pending, record.error, record.attempts) == (True, "", 2)
    assert record.summary["counts"] == {"lines": MANY + 1, "created": MANY, "refused": 1, "refused:not_7_digits": 1}
    kept = [path for path in Path(default_storage.path(folder_of(record))).rglob("*") if path.is_file()]
    assert not any(b"PERSONA" in path.read_bytes() for path in kept)

    monkeypatch.setattr(runs, "send", lambda job: None)  # its message goes to the lab's worker, once it is committed
    assert services.confirm_import(record=record)
    lab.send(record)
    lab.wait(record, lambda r: r.step == STORING)
    kill(lab, worker)
    assert Institution.objects.count() == 3
    assert not RegistryImport.objects.applied().exists()

    worker = lab.start_worker()
    record = lab.wait(record, lambda r: r.is_finished)
    assert (record.is_applied, record.error, record.attempts) == (True, "", 2)
    assert Institution.objects.count() == 3 + MANY
    assert lab.stop(worker) == 0
    assert [path.name for path in Path(default_storage.path(folder_of(record))).rglob("*") if path.is_file()] == [
        "report.csv"
    ]

"""A long list by a real worker that is killed half way: the next attempt makes the file, whole and once."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accompaniment.exports.exporting import run_export
from accompaniment.exports.services import request_export
from accompaniment.jobs import runs
from accompaniment.lib.stored_files import listed
from accompaniment.models import Export, Institution
from accompaniment.territory.exports import InstitutionsList

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
MANY = 2_000  # a workbook of about a second


@pytest.fixture
def private_folder() -> None:
    """The lab's own."""


def many_institutions(cast: Any) -> None:
    alike = {"kind": cast.jardin.kind, "level_code": "A2", "ugel": cast.ugel, "cycle": "II", "area": "urban"}
    Institution.objects.bulk_create(
        (Institution(modular_code=f"{n:07}", name=f"Jardín {n}", **alike) for n in range(MANY)), batch_size=2000
    )


def test_a_worker_killed_while_it_writes(cast: Any, make_lab: Any, sent: list[Any]) -> None:
    many_institutions(cast)
    export = request_export(wanted=InstitutionsList(cast.berta, {}), form="xlsx")
    lab = make_lab("filesystem://")
    lab.send(export)
    worker = lab.start_worker()
    lab.wait(export, lambda e: e.status == "running" and e.expected)
    lab.stop(worker, signal.SIGKILL)
    silent = timezone.now() - runs.RUNNING_LOST_AFTER - timedelta(seconds=1)
    assert Export.objects.filter(status="running", file="").update(heartbeat_at=silent) == 1

    assert runs.requeue_lost() == 1
    run_export(export.pk)
    export.refresh_from_db()
    assert (export.status, export.error, export.attempts) == ("done", "", 2)
    assert export.written == export.rows == MANY + 2
    assert [*listed(default_storage, "exports")] == [export.file.name]

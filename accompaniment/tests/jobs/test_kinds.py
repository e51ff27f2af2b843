"""Every kind of job and upload, also those to come, is done, found again and forgotten like the others."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from celery import Task
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.module_loading import import_string

from accompaniment.jobs import runs, uploads
from accompaniment.jobs.files import folder_of, keep_upload
from accompaniment.jobs.models import Job, UploadJob

UPLOADS = runs.kinds_of(UploadJob)


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}},
    }
    return tmp_path / "private"


def uploaded(kind, user, **fields):
    record = kind(uploaded_by=user, file_name="x.csv", **fields)
    keep_upload(record, ContentFile(b"PERSONA", "x.csv"))
    record.save(force_insert=True)
    return record


@pytest.mark.parametrize("kind", runs.kinds_of(Job))
def test_a_worker_knows_its_task(kind):
    assert isinstance(import_string(kind.task), Task)


def test_no_two_kinds_share_a_folder():
    assert len({kind.folder for kind in UPLOADS}) == len(UPLOADS)


@pytest.mark.parametrize("kind", UPLOADS)
def test_a_lost_one_is_sent_again(cast, kind, monkeypatch):
    sent = []
    monkeypatch.setattr(runs, "send", lambda job: sent.append(job.pk))
    silent = timezone.now() - runs.RUNNING_LOST_AFTER - timedelta(seconds=1)
    record = uploaded(kind, cast.berta, status="running", attempts=1, heartbeat_at=silent)
    assert runs.requeue_lost() == 1
    assert sent == [record.pk]


@pytest.mark.parametrize("kind", UPLOADS)
def test_what_nobody_confirms_is_forgotten_with_its_file(cast, kind, private_folder):
    """Whatever the others do: a page and a timetable forget alike."""
    kept = uploaded(kind, cast.berta, status="done")
    with time_machine.travel(timezone.now() + timedelta(days=uploads.UNCONFIRMED_DAYS, minutes=1)):
        young = uploaded(kind, cast.berta, status="done")
        uploads.forget_abandoned()
    assert list(kind.objects.values_list("pk", flat=True)) == [young.pk]
    assert not (private_folder / folder_of(kept)).exists() and (private_folder / folder_of(young)).exists()


@pytest.mark.parametrize("kind", UPLOADS)
def test_an_upload_is_its_authors(cast, kind):
    uploaded(kind, cast.berta, status="done")
    assert kind.objects.visible_to(cast.berta).count() == 1
    for other in (cast.carla, cast.alma, cast.ana, cast.tania.user):
        assert not kind.objects.visible_to(other).exists()

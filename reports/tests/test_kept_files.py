"""A document or a photo that is missing, or is not what was stored, is found by night and told to the administrator."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from accompaniment.health import kept_files
from accompaniment.health.kept_files import PARTS, look_at_files
from accompaniment.models import FileFault
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.documents import Document
from visits.models import Attachment

PDF, PHOTO = b"%PDF-1.7 plan", b"\xff\xd8\xff photo"


@pytest.fixture
def plan(cast, settings, tmp_path) -> Document:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    document = Document(
        kind=FOLLOW_UP_PLAN.code,
        ugel=cast.ugel,
        campaign=cast.campaign,
        institution=cast.jardin,
        teacher=cast.tania,
        year=2026,
        number=7,
        snapshot={},
        sha256=hashlib.sha256(PDF).hexdigest(),
        issued_by=cast.diana,
        issued_at=timezone.now(),
    )
    document.file.save("plan.pdf", ContentFile(PDF), save=False)
    document.save(force_insert=True)
    return document


@pytest.fixture
def photo(cast, plan) -> Attachment:
    kept = {"sha256": hashlib.sha256(PHOTO).hexdigest(), "file": ContentFile(PHOTO, "a.jpg")}
    return Attachment.objects.create(visit=cast.visit(), kind="photo", consent="Sí", added_by=cast.ana, **kept)


def look_at_all() -> int:
    return [look_at_files(today=timezone.localdate() + timedelta(days=day)) for day in range(PARTS)][-1]


def overwrite(file: Any, content: bytes) -> None:
    default_storage.delete(file.name)
    default_storage.save(file.name, ContentFile(content))


def test_what_is_whole_is_not_told(plan, photo, client, cast):
    assert look_at_all() == 0
    client.force_login(cast.alma)
    assert (
        "Cada documento y cada foto que se revisó está entero." in client.get(reverse("system_state")).content.decode()
    )


def test_what_is_missing_or_damaged_is_told_by_its_number_and_names_nobody(plan, photo, client, cast, settings):
    default_storage.delete(plan.file.name)
    overwrite(photo.file, b"\xff\xd8\xff phot!")
    assert look_at_all() == 2
    client.force_login(cast.alma)
    page = client.get(reverse("system_state")).content.decode()
    assert "Archivos que faltan: 1; que no son los que se guardaron: 1." in page
    assert "plan de seguimiento 0007-2026 (UGEL 990001)" in page and "foto, " in page
    assert cast.tania.last_names not in page and cast.ana.last_name not in page
    assert "kept_files" not in client.get("/readyz").json()["lacking"]  # one file less is no reason to send nobody here


def test_what_is_there_again_and_what_went_with_its_row_is_forgotten(plan, photo):
    overwrite(plan.file, b"")
    default_storage.delete(photo.file.name)
    assert look_at_all() == 2
    overwrite(plan.file, PDF)
    photo.delete()
    assert look_at_files(today=timezone.localdate()) == 0 and not FileFault.objects.exists()


def test_each_has_its_turn_once_in_four_weeks(plan):
    days = [
        day for day in range(PARTS) if plan in kept_files._part_of(Document, timezone.localdate() + timedelta(days=day))
    ]
    assert len(days) == 1


def test_a_night_ends_though_there_is_more_to_read(plan, monkeypatch, caplog):
    monkeypatch.setattr(kept_files, "SECONDS", -1.0)
    default_storage.delete(plan.file.name)
    assert look_at_all() == 0
    assert "too many to read" in caplog.text

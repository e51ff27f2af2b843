"""Visits that are removed take the files of their photos and audios with them, once that is final."""

from pathlib import Path

import pytest
from django.db import transaction

from visits.models import Attachment, Visit
from visits.record.attachments.media import Media
from visits.record.attachments.services import attach
from visits.record.removal import remove_visits

from .media_files import photo


@pytest.fixture
def folder(cast, settings, tmp_path):
    """Where photos are kept: one of a visit that goes, one of a visit that stays."""
    stored = settings.STORAGES
    settings.STORAGES = stored | {"default": {**stored["default"], "OPTIONS": {"location": tmp_path}}}
    cast.campaign.photos_allowed = True
    cast.campaign.save()
    for size, fields in ((50, {}), (60, {"status": Visit.Status.PLANNED, "planned_on": cast.today})):
        visit = cast.visit(**fields)
        attach(visit=visit, by=cast.ana, media=Media("photo", "jpg", photo((size, 50))), caption="", consent="Madres")
    return tmp_path


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_their_files_leave_the_folder(folder, django_capture_on_commit_callbacks):
    assert len(files(folder)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_visits(Visit.objects.planned()) == 1
        assert len(files(folder)) == 2, "until it is final"
    assert files(folder) == {Attachment.objects.get().file.name}


def test_what_is_undone_keeps_them(folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        remove_visits(Visit.objects.planned())
        transaction.set_rollback(True)
    assert len(files(folder)) == 2

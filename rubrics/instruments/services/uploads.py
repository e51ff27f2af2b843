"""What a person does with an instrument's file: look at what it would make, and make it. Reading it is a job."""

from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accompaniment.jobs import files, runs, uploads
from accompaniment.models import Ugel, User
from rubrics.instruments.files.reading import MOST_BYTES, read_file
from rubrics.instruments.files.vocabulary import LIMITS
from rubrics.instruments.models.imports import InstrumentImport
from rubrics.instruments.models.versions import InstrumentVersion

from .bringing import bring_instrument, home_of

READING = gettext_noop("Leer el archivo")


def preview_upload(*, user: User, upload: UploadedFile[bytes]) -> InstrumentImport:
    """Keep what an uploaded file would make. Raises UnreadableTable for what is no instrument; nothing is kept then."""
    record = InstrumentImport(uploaded_by=user)
    uploads.read(record, upload, run=run_import)
    return record


@transaction.atomic
def confirm_import(*, record: InstrumentImport, ugel: Ugel | None) -> InstrumentVersion | None:
    """Make the draft that a preview showed, of this UGEL or None for everyone's; None when it was made before.

    Raises ValidationError when another draft of the instrument is already waiting.
    """
    done = {"goal": InstrumentImport.Goal.APPLIED, "applied_at": timezone.now()}
    if not InstrumentImport.objects.pending().filter(pk=record.pk).update(**done):
        return None
    data = record.summary["data"]
    return bring_instrument(data=data, home=home_of(data=data, by=record.uploaded_by), ugel=ugel)


def run_import(record_id: str | UUID, *, at_once: bool = False) -> None:
    """Read one upload; `at_once` within a web request, which hands on to a worker what takes longer."""
    uploads.run(InstrumentImport, record_id, {InstrumentImport.Goal.PREVIEW: _preview}, at_once=at_once)


def _preview(record: InstrumentImport, at_once: bool) -> None:
    runs.move_on(record, step=READING)
    with uploads.reading(record, at_once=at_once):
        with uploads.stored(record) as path, path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        brought = read_file(content, record.file_name, LIMITS.at_once() if at_once else LIMITS)
    runs.finish(record, summary=vars(brought), file="")
    files.forget(record)

"""What a specialist does with a file of networks: look at what it would change, and have it changed; each is a job."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accompaniment.accounts.models import User
from accompaniment.jobs import files, runs, uploads

from .columns import NETWORKS
from .models import NetworkImport
from .reading import NetworkList, read_networks
from .services import apply_networks

READING = gettext_noop("Leer el archivo")
STORING = gettext_noop("Guardar los cambios")


def preview_upload(*, user: User, upload: UploadedFile[bytes]) -> NetworkImport:
    """Keep what an uploaded file would do. Raises UnreadableTable; nothing is kept then."""
    record = NetworkImport(uploaded_by=user)
    uploads.read(record, upload, run=run_import)
    return record


def confirm_import(*, record: NetworkImport) -> bool:
    """Have what a preview showed stored; False when it had been before, or is being stored.

    When it can't be, nothing changes, and the record's `error` says why.
    """
    pending = NetworkImport.objects.pending()
    return uploads.go_on(record, pending, goal=NetworkImport.Goal.APPLIED, run=run_import)


def run_import(record_id: str | UUID, *, at_once: bool = False) -> None:
    """Do the next part of one import; `at_once` within a web request, which hands on to a worker what takes longer."""
    parts = {NetworkImport.Goal.PREVIEW: _preview, NetworkImport.Goal.APPLIED: _apply}
    uploads.run(NetworkImport, record_id, parts, at_once=at_once)


def _preview(record: NetworkImport, at_once: bool) -> None:
    runs.move_on(record, step=READING)
    with uploads.reading(record, at_once=at_once):
        spec = NETWORKS.at_once() if at_once else NETWORKS
        with uploads.stored(record) as path:
            read = read_networks(path, spec, by=record.uploaded_by)
    runs.finish(record, summary=read.as_json(), file="")
    files.forget(record)


def _apply(record: NetworkImport, at_once: bool) -> None:
    pairs = [(row.code, row.network) for row in NetworkList.from_json(record.summary).changing]
    uploads.leave_to_worker_past(len(pairs), at_once=at_once)
    runs.begin_whole(record, STORING)
    try:
        with transaction.atomic():
            apply_networks(by=record.uploaded_by, pairs=pairs)
            runs.finish(record, applied_at=timezone.now(), total=len(pairs))
    except ValidationError as refusal:
        raise runs.JobRefused(" ".join(refusal.messages)) from refusal

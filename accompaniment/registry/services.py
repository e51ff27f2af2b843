"""What a person or the command does with a registry file: look at what it would change, and apply it."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.jobs import runs

from . import files, staged
from .errors import RegistryError
from .importer import RegistryImporter
from .models import RegistryImport
from .reader import check_registry, open_registry
from .rules import Rules, require_not_empty, stop_alarming
from .summary import ImportSummary

UNCONFIRMED_DAYS = 7
STRAY_AFTER = timedelta(hours=1)


# --- The command -------------------------------------------------------------------------------------------------
def preview_file(*, path: Path, rules: Rules) -> ImportSummary:
    """Return what the file at `path` would change, without writing anything."""
    with open_registry(path) as lines:
        summary = RegistryImporter(rules=rules).run(lines)
        summary.notes = lines.notes
    require_not_empty(summary)
    return summary


def import_file(*, path: Path, rules: Rules, allow_closures: bool = False) -> ImportSummary:
    """Apply the file at `path`, whole or not at all.

    Raises UnreadableFile, TooManyClosures (unless `allow_closures`), or RegistryError when the database says no.
    """
    with tempfile.TemporaryDirectory(prefix="padron-") as folder:
        notes = Path(folder) / files.STAGED
        with open_registry(path) as lines:
            importer = RegistryImporter(rules=rules, staged=staged.Staged(notes))
            summary = importer.run(lines)
            summary.notes = lines.notes
        require_not_empty(summary)
        stop_alarming(summary, allow_closures=allow_closures)
        try:
            with staged.loaded(notes), transaction.atomic():
                staged.write(notes, new=importer.offices.new.values(), today=importer.today)
        except DatabaseError as error:
            raise RegistryError(
                _("No se pudo guardar el padrón y no se cambió nada. Espera un momento y vuelve a intentarlo.")
            ) from error
    return summary


# --- The pages ---------------------------------------------------------------------------------------------------
def request_preview(*, user: User, upload: UploadedFile[bytes], all_levels: bool) -> RegistryImport:
    """Keep an upload and have it read. Raises UnreadableFile for what can be seen at once; nothing is kept then."""
    forget_abandoned()
    record = RegistryImport(
        uploaded_by=user,
        file_name=PurePath(upload.name or "").name[:200],
        all_levels=all_levels,
        heartbeat_at=timezone.now(),
    )
    try:
        check_registry(files.keep_upload(record, upload))
        with transaction.atomic():
            record.save(force_insert=True)
            runs.send(record)
    except BaseException:
        files.forget(record.pk)
        raise
    return record


def confirm_import(*, record: RegistryImport, allow_closures: bool = False) -> bool:
    """Have a previewed import applied, reckoned again on that day's data; False when nothing waits for it any more."""
    applying = {
        "goal": RegistryImport.Goal.APPLIED,
        "status": RegistryImport.Status.QUEUED,
        "allow_closures": allow_closures,
        "heartbeat_at": timezone.now(),
        **_UNTRIED,
    }
    with transaction.atomic():
        if not RegistryImport.objects.pending().filter(pk=record.pk).update(**applying):
            return False
        runs.send(record)
    return True


_UNTRIED: dict[str, Any] = {"attempts": 0, "done": 0, "step": "", "error": "", "finished_at": None}


def call_off(*, record: RegistryImport) -> bool:
    """Forget an import that has changed nothing, with its files; False when it is too late for that."""
    if not RegistryImport.objects.may_be_called_off().filter(pk=record.pk).delete()[0]:
        return False
    files.forget(record.pk)
    return True


def forget_abandoned() -> None:
    """Forget what nobody confirmed in a week, and files that belong to no import."""
    since = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    for record in RegistryImport.objects.abandoned(since):
        call_off(record=record)
    _sweep()


def _sweep() -> None:
    """Remove what killed workers left behind: folders of no import, and in the others files that nothing needs."""
    root = files.path_of(files.FOLDER)
    folders = [path for path in root.iterdir() if path.is_dir()] if root.exists() else []
    young = (timezone.now() - STRAY_AFTER).timestamp()
    for folder in folders:
        if folder.stat().st_mtime < young and (key := _key(folder.name)):
            record = RegistryImport.objects.for_list().filter(pk=key).first()
            if record is None or record.is_unreadable:
                files.forget(key)
            elif record.is_finished:
                files.keep_only(record)


def _key(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None

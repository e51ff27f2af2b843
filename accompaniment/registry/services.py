"""What a person or the command does with a registry file: look at what it would change, and apply it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.jobs import runs, uploads

from . import files, staged
from .errors import RegistryError
from .importer import RegistryImporter
from .models import RegistryImport
from .reader import check_registry, open_registry
from .rules import Rules, require_not_empty, stop_alarming
from .summary import ImportSummary


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
    record = RegistryImport(uploaded_by=user, all_levels=all_levels)
    with transaction.atomic():
        uploads.keep(record, upload, check=check_registry)
        runs.send(record)
    return record


@transaction.atomic
def confirm_import(*, record: RegistryImport, allow_closures: bool = False) -> bool:
    """Have a previewed import applied, reckoned again on that day's data; False when nothing waits for it any more."""
    pending = RegistryImport.objects.pending()
    if not uploads.ask(record, pending, goal=RegistryImport.Goal.APPLIED, allow_closures=allow_closures):
        return False
    runs.send(record)
    return True

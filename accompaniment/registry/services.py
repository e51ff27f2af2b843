"""What a person or the command does with a registry file: look at what it would change, and apply it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
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
from .turns import Outdated, require_no_other, take_turn, written_so_far


# --- The command -------------------------------------------------------------------------------------------------
def preview_file(*, path: Path, rules: Rules) -> ImportSummary:
    """Return what the file at `path` would change, without writing anything."""
    with open_registry(path) as lines:
        summary = RegistryImporter(rules=rules).run(lines)
        summary.notes = lines.notes
    require_not_empty(summary)
    return summary


def import_file(*, path: Path, rules: Rules, allow_closures: bool = False) -> ImportSummary:
    """Apply the file at `path`, whole or not at all; it counts among the imports, and nobody uploaded it.

    Raises UnreadableFile, TooManyClosures (unless `allow_closures`), or RegistryError when another import is being
    stored, or the database says no.
    """
    require_no_other()
    seen = written_so_far()
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
                take_turn(seen=seen)
                staged.write(notes, new=importer.offices.new.values(), today=importer.today)
                _note_applied(path, rules, summary)
        except Outdated as error:
            raise RegistryError(
                _("Mientras se leía el archivo se guardó otro padrón; no se cambió nada. Vuelve a intentarlo.")
            ) from error
        except DatabaseError as error:
            raise RegistryError(
                _("No se pudo guardar el padrón y no se cambió nada. Espera un momento y vuelve a intentarlo.")
            ) from error
    return summary


def _note_applied(path: Path, rules: Rules, summary: ImportSummary) -> None:
    done = {"goal": RegistryImport.Goal.APPLIED, "status": RegistryImport.Status.DONE}
    now = timezone.now()
    RegistryImport.objects.create(
        **done,
        file_name=path.name[:200],
        all_levels=rules.all_levels,
        summary=summary.as_json(),
        applied_at=now,
        finished_at=now,
    )


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

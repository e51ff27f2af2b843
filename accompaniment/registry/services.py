"""What a person or the command does with a registry file: look at what it would change, and apply it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from io import TextIOWrapper
from pathlib import Path, PurePath

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..access import reach_of
from ..models import RegistryImport, User
from .errors import RegistryError, TooManyClosures, UnreadableFile
from .extract import recorded, replayed
from .importer import Importer, Rules
from .reader import PAGE_LIMIT, open_registry
from .summary import Summary

UNCONFIRMED_DAYS = 7
EXTRACT_NAME = "extract.csv"


def rules_for(user: User, *, all_levels: bool) -> Rules:
    """Return what an import of this person keeps: everywhere for an administrator, else her own UGELs."""
    reach = reach_of(user)
    return Rules(all_levels=all_levels, ugels=None if reach.is_administrator else reach.specialist_ugels)


def preview_file(*, path: Path, rules: Rules) -> Summary:
    """Return what the file at `path` would change, without writing anything."""
    with open_registry(path) as lines:
        return _not_empty(Importer(rules=rules, writes=False).run(lines))


def import_file(*, path: Path, rules: Rules, allow_closures: bool = False) -> Summary:
    """Apply the file at `path`, whole or not at all.

    Raises UnreadableFile, TooManyClosures (unless `allow_closures`), or RegistryError when the database says no.
    """
    with open_registry(path) as lines, _all_or_nothing():
        summary = _not_empty(Importer(rules=rules, writes=True).run(lines))
        _stop_alarming(summary, allow_closures=allow_closures)
    return summary


def preview_upload(*, user: User, upload: UploadedFile, all_levels: bool) -> RegistryImport:
    """Keep an extract of an uploaded file with what it would change. Raises UnreadableFile; nothing is kept then."""
    _drop_unconfirmed()
    with tempfile.TemporaryDirectory(prefix="padron-") as name:
        folder = Path(name)
        original = _spill(upload, folder)
        extract = folder / EXTRACT_NAME
        with (
            open_registry(original, limit=PAGE_LIMIT) as lines,
            extract.open("w", encoding="utf-8", newline="") as out,
        ):
            importer = Importer(rules=rules_for(user, all_levels=all_levels), writes=False)
            summary = _not_empty(importer.run(recorded(lines, out)))
        record = RegistryImport(
            uploaded_by=user,
            file_name=PurePath(upload.name or "").name[:200],
            all_levels=all_levels,
            summary=summary.as_json(),
        )
        with extract.open("rb") as file:
            record.file.save(f"{record.pk}.csv", File(file), save=False)
        record.save()
    return record


def confirm_import(*, record: RegistryImport, user: User, allow_closures: bool = False) -> bool:
    """Apply a previewed import, reckoned again on today's data; False when it had been applied before.

    Raises TooManyClosures (unless `allow_closures`) or RegistryError, and then nothing has changed.
    """
    try:
        with _all_or_nothing():
            return _apply(record, user, allow_closures=allow_closures)
    except TooManyClosures as refusal:
        RegistryImport.objects.filter(pk=record.pk).update(summary=refusal.summary.as_json())
        raise


def _apply(record: RegistryImport, user: User, *, allow_closures: bool) -> bool:
    claimed = RegistryImport.objects.filter(pk=record.pk, status=RegistryImport.Status.PREVIEW).update(
        status=RegistryImport.Status.APPLIED, applied_at=timezone.now(), file=""
    )
    if not claimed:
        return False
    storage, name = record.file.storage, record.file.name or ""
    try:
        stored = storage.open(name)
    except FileNotFoundError as error:
        raise RegistryError(_("El archivo de esta importación ya no está. Súbelo otra vez.")) from error
    with TextIOWrapper(stored, encoding="utf-8", newline="") as file:
        summary = Importer(rules=rules_for(user, all_levels=record.all_levels), writes=True).run(replayed(file))
    _stop_alarming(summary, allow_closures=allow_closures)
    RegistryImport.objects.filter(pk=record.pk).update(summary=summary.as_json())
    transaction.on_commit(lambda: storage.delete(name))
    return True


@contextlib.contextmanager
def _all_or_nothing() -> Iterator[None]:
    """A transaction; what the database refuses becomes one sentence."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        raise RegistryError(
            _("No se pudo guardar el padrón y no se cambió nada. Espera un momento y vuelve a intentarlo.")
        ) from error


def _stop_alarming(summary: Summary, *, allow_closures: bool) -> None:
    if summary.alarming and not allow_closures:
        raise TooManyClosures(
            _("El archivo cerraría gran parte de los servicios de %(ugels)s. ¿Está completo?")
            % {"ugels": ", ".join(ugel.name for ugel in summary.alarming)},
            summary,
        )


def _not_empty(summary: Summary) -> Summary:
    if not summary.counts["lines"]:
        raise UnreadableFile(_("El archivo tiene las columnas del padrón, pero ninguna fila."))
    return summary


def _spill(upload: UploadedFile, folder: Path) -> Path:
    """Write an upload where it can be read again, under a name of our own with its own suffix."""
    path = folder / f"upload{PurePath(upload.name or '').suffix.lower()}"
    with path.open("wb") as out:
        for chunk in upload.chunks():
            out.write(chunk)
    return path


def _drop_unconfirmed() -> None:
    """Forget previews that nobody confirmed in a week, with their extracts."""
    since = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    for record in RegistryImport.objects.filter(status=RegistryImport.Status.PREVIEW, created_at__lt=since):
        record.file.delete(save=False)
        record.delete()

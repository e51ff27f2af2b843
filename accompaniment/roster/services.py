"""What a specialist does with a roster's file: look at what it would store, store it, and undo it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.audit.actor import unrecorded
from accompaniment.lib.locks import lock_all
from accompaniment.lib.tables.cells import Cell, CellKind, RowFault
from accompaniment.lib.tables.errors import UnreadableTable, too_many_rows
from accompaniment.lib.tables.source import open_upload
from accompaniment.territory.models import Ugel

from .columns import MOST_ROWS, ROSTER
from .doubts import Doubt, doubts_of, settled
from .importer import RosterImporter
from .journal import Journal
from .lists import OurRows
from .models import RosterImport
from .rows import RosterRow, read_row, refuse_contradictions
from .summary import RosterSummary
from .undo import put_back, reasons_to_keep

UNCONFIRMED_DAYS = 7
MOST_DOUBTS = 30  # that a page asks at once; the others follow
PlainCells = dict[str, tuple[str, str, bool]]  # by column
Extract = list[tuple[int, bool, PlainCells]]  # line, whether it is too long, cells


class RosterError(Exception):
    """The import as a whole was refused and nothing has changed; `reasons` say why."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def preview_upload(*, user: User, upload: UploadedFile[bytes]) -> RosterImport:
    """Keep what an uploaded file says with what it would store. Raises UnreadableTable; nothing is kept then."""
    _drop_unconfirmed()
    extract, unread, notes = _read(upload)
    summary = _previewed(extract, by=user, unread=unread, notes=notes)
    record = RosterImport(uploaded_by=user, file_name=PurePath(upload.name or "").name[:200], summary=summary.as_json())
    _keep(record, extract)
    record.save()
    return record


def settle_doubts(*, record: RosterImport, user: User, answers: Mapping[str, str]) -> bool:
    """Read a previewed file again as its doubts were answered, and preview it anew.

    Returns False, and changes nothing, when it is no longer to be confirmed or somebody else answered meanwhile.
    """
    before, previewed = record.file.name or "", RosterSummary.from_json(record.summary)
    extract = [
        (line, is_too_long, _plain(settled(_cells(cells), answers))) for line, is_too_long, cells in _stored(record)
    ]
    summary = _previewed(extract, by=user, unread=previewed.unread, notes=previewed.notes)
    _keep(record, extract)
    waiting = RosterImport.objects.filter(pk=record.pk, status=RosterImport.Status.PREVIEW, file=before)
    is_kept = bool(waiting.update(summary=summary.as_json(), file=record.file.name))
    record.file.storage.delete(before if is_kept else record.file.name or "")
    return is_kept


def _previewed(extract: Extract, *, by: User, unread: list[str], notes: list[str]) -> RosterSummary:
    """Return what a file would store."""
    with transaction.atomic(), unrecorded():  # what is rolled back leaves no log, so none is written
        summary = RosterImporter(by=by, rows=_rows(extract)).run()
        transaction.set_rollback(True)
    summary.unread, summary.notes = unread, notes
    summary.doubts = _doubts(extract)[:MOST_DOUBTS]
    return summary


def _keep(record: RosterImport, extract: Extract) -> None:
    record.file.save(f"{record.pk}.json", ContentFile(json.dumps(extract).encode()), save=False)


def _read(upload: UploadedFile[bytes]) -> tuple[Extract, list[str], list[str]]:
    """Return the cells of an upload, its headings that are not read, and what else is to be said of it."""
    extract: Extract = []
    ours = OurRows()
    with open_upload(upload, ROSTER) as table:
        for row in table:
            is_too_long = row.fault == RowFault.TOO_MANY_CELLS  # so its cells may stand in other columns
            if cells := row.cells() if is_too_long else ours.take(row.cells()):
                extract.append((row.number, is_too_long, _plain(cells)))
    notes = [*table.notes, *ours.notes()]
    if not extract:
        raise UnreadableTable(
            " ".join([_("El archivo tiene los títulos de las columnas, pero ninguna persona."), *notes])
        )
    if len(extract) > MOST_ROWS:
        raise too_many_rows(MOST_ROWS)
    return extract, list(table.header.unread), notes


def _plain(cells: Mapping[str, Cell]) -> PlainCells:
    return {key: (cell.text, cell.kind.value, cell.is_spread) for key, cell in cells.items()}


def _cells(plain: PlainCells) -> dict[str, Cell]:
    return {key: Cell(text, CellKind(kind), spread) for key, (text, kind, spread) in plain.items()}


def _doubts(extract: Extract) -> list[Doubt]:
    return doubts_of(_cells(plain) for _line, is_too_long, plain in extract if not is_too_long)


def _rows(extract: Extract) -> list[RosterRow]:
    doubtful = {doubt.column for doubt in _doubts(extract) if doubt.is_about_dates}
    rows = [
        read_row(line, _cells(plain), is_too_long=is_too_long, doubtful=doubtful)
        for line, is_too_long, plain in extract
    ]
    refuse_contradictions(rows)
    return rows


def confirm_import(*, record: RosterImport, user: User, seen: str | None = None) -> bool:
    """Store what a preview showed, in one transaction; False when it had been stored before.

    Raises RosterError, and changes nothing, when today it would store something else, and then the preview is made
    anew; also when the file was read again since the page was `seen`, which names what it showed.
    """
    if seen is not None and record.status == RosterImport.Status.PREVIEW and seen != record.file.name:
        raise RosterError(_("Algo cambió desde que viste esta lista. Revísala otra vez y confirma."))
    previewed = RosterSummary.from_json(record.summary)
    with transaction.atomic():
        lock_all(Ugel.objects.managed_by(user))  # of two lists with the same people the second finds those of the first
        claimed = RosterImport.objects.filter(pk=record.pk, status=RosterImport.Status.PREVIEW).update(
            status=RosterImport.Status.APPLIED, applied_at=timezone.now(), file=""
        )
        if not claimed:
            return False
        run = RosterImporter(by=user, rows=_rows(_stored(record)))
        summary = run.run()
        summary.unread, summary.notes, summary.doubts = previewed.unread, previewed.notes, previewed.doubts
        is_as_previewed = summary.does_the_same_as(previewed)
        if is_as_previewed:
            RosterImport.objects.filter(pk=record.pk).update(summary=summary.as_json(), changes=run.journal.as_json())
            storage, name = record.file.storage, record.file.name or ""
            transaction.on_commit(lambda: storage.delete(name))
        else:
            transaction.set_rollback(True)
    if not is_as_previewed:
        RosterImport.objects.filter(pk=record.pk).update(summary=summary.as_json())
        raise RosterError(_("Algo cambió desde que viste esta lista. Revísala otra vez y confirma."))
    return True


def _stored(record: RosterImport) -> Extract:
    try:
        with record.file.open("rb") as file:
            extract: Extract = json.load(file)
    except FileNotFoundError as error:
        raise RosterError(_("El archivo de esta importación ya no está. Súbelo otra vez.")) from error
    return extract


def reasons_against_undoing(record: RosterImport, user: User) -> list[str]:
    """Say why an applied import can't be undone; nothing when it can."""
    return reasons_to_keep(Journal.from_json(record.changes), by=user)


@transaction.atomic
def undo_import(*, record: RosterImport, user: User) -> bool:
    """Put everything back as it was before an applied import; False when it was not applied.

    Raises RosterError, with its reasons, when something already hangs on what it stored.
    """
    claimed = RosterImport.objects.filter(pk=record.pk, status=RosterImport.Status.APPLIED).update(
        status=RosterImport.Status.UNDONE, undone_at=timezone.now()
    )
    if not claimed:
        return False
    journal = Journal.from_json(record.changes)
    if reasons := reasons_to_keep(journal, by=user):
        raise RosterError(*reasons)
    try:
        with transaction.atomic():
            put_back(journal)
    except (IntegrityError, ProtectedError, KeyError) as error:  # something arrived while it was being undone
        raise RosterError(_("Algo cambió en este momento y no se deshizo nada. Inténtalo otra vez.")) from error
    return True


def _drop_unconfirmed() -> None:
    """Forget previews that nobody confirmed in a week, with their extracts."""
    since = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    for record in RosterImport.objects.filter(status=RosterImport.Status.PREVIEW, created_at__lt=since):
        record.file.delete(save=False)
        record.delete()

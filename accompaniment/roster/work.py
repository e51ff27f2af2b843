"""What a job does with a roster: read it into a preview, store it once that is confirmed, put everything back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accompaniment.accounts.models import User
from accompaniment.audit.actor import unrecorded
from accompaniment.jobs import files, runs, uploads
from accompaniment.lib.locks import lock_all
from accompaniment.territory.models import Ugel

from .columns import ROSTER, column_heading
from .errors import RosterError
from .extract import SUFFIX, Extract, load_extract, read_upload
from .importer import RosterImporter, batches_of_people
from .journal import Journal
from .models import RosterImport
from .summary import RosterSummary
from .undo import put_back, reasons_to_keep

READING = gettext_noop("Leer el archivo")
COMPARING = gettext_noop("Comparar con lo que tenemos")
STORING = gettext_noop("Guardar los cambios")
UNDOING = gettext_noop("Deshacer los cambios")
MOST_DOUBTS = 30  # that a page asks at once; the others follow
FIRST_DAY = "starts_on"
OF_A_ROW = 3  # what a row stores at most: person, post, assignment


def run_import(record_id: str | UUID, *, at_once: bool = False) -> None:
    """Do the next part of one import; `at_once` within a web request, which hands on to a worker what takes longer."""
    parts = {RosterImport.Goal.PREVIEW: _preview, RosterImport.Goal.APPLIED: _apply, RosterImport.Goal.UNDONE: _undo}
    uploads.run(RosterImport, record_id, parts, at_once=at_once)


# --- Reading -----------------------------------------------------------------------------------------------------
def _preview(record: RosterImport, at_once: bool) -> None:
    """Keep what the file says, with what it would store, and drop the upload; a refused one goes at once."""
    runs.move_on(record, step=READING)
    extract = _read(record, at_once=at_once)
    uploads.leave_to_worker_past(len(extract.lines), at_once=at_once)
    summary = _tried_out(extract, by=record.uploaded_by, told=runs.ProgressReporter(record, COMPARING))
    if summary.takes_nobody_for_want_of(column_heading(FIRST_DAY)) and not extract.has(FIRST_DAY):
        raise RosterError(
            _("Nadie entraría: al archivo le falta la columna «Desde», con el primer día de cada persona en su plaza.")
        )
    with files.workplace(record) as folder:
        path = folder / f"{uuid4()}{SUFFIX}"  # a page names the one that it shows
        extract.save(path)
        name = files.keep(record, path)
    runs.finish(record, summary=summary.as_json(), file=name, total=len(extract.lines))
    record.file.name = name
    files.keep_only(record)


def _read(record: RosterImport, *, at_once: bool) -> Extract:
    with uploads.stored(record) as path:
        if path.suffix == SUFFIX:  # it has been read; its doubts were answered
            extract = load_extract(path, RosterSummary.from_json(record.summary))
            extract.settle(record.answers)
            return extract
        with uploads.reading(record, at_once=at_once):
            return read_upload(path, ROSTER.at_once() if at_once else ROSTER)


def _tried_out(extract: Extract, *, by: User, told: Callable[[int, int], None]) -> RosterSummary:
    """Return what a file would store. Some people at a time: on SQLite nobody else can write meanwhile."""
    rows = extract.rows()
    importer = RosterImporter(by=by, rows=rows)
    for some in batches_of_people(rows):
        with transaction.atomic(), unrecorded():  # what is rolled back leaves no log, so none is written
            importer.take(some)
            transaction.set_rollback(True)
        told(len(importer.summary.results), len(rows))
    summary = importer.summary
    summary.sort_as(rows)
    summary.unread, summary.notes = extract.unread, extract.notes
    summary.doubts = extract.doubts()[:MOST_DOUBTS]
    return summary


# --- Storing -----------------------------------------------------------------------------------------------------
def _apply(record: RosterImport, at_once: bool) -> None:
    """Store what a preview showed, all or nothing; refused when today it would store something else."""
    previewed = RosterSummary.from_json(record.summary)
    with uploads.stored(record) as path:
        extract = load_extract(path, previewed)
    uploads.leave_to_worker_past(len(extract.lines), at_once=at_once)
    runs.begin_whole(record, STORING)
    began_at = timezone.now()  # whatever it changes, changes from now on
    with transaction.atomic():
        lock_all(Ugel.objects.managed_by(record.uploaded_by))  # of two lists the second finds the people of the first
        run = RosterImporter(by=record.uploaded_by, rows=extract.rows())
        summary = run.run()
        summary.unread, summary.notes, summary.doubts = extract.unread, extract.notes, previewed.doubts
        is_as_previewed = summary.does_the_same_as(previewed)
        if is_as_previewed:
            outcome = {"summary": summary.as_json(), "changes": run.journal.as_json(), "applied_at": began_at}
            runs.finish(record, file="", total=len(extract.lines), **outcome)
        else:
            transaction.set_rollback(True)
    if not is_as_previewed:
        runs.move_on(record, summary=summary.as_json())
        raise RosterError(_("Algo cambió desde que viste esta lista. Revísala otra vez y confirma."))
    files.forget(record)


# --- Undoing -----------------------------------------------------------------------------------------------------
def _undo(record: RosterImport, at_once: bool) -> None:
    """Put everything back as it was, all or nothing; refused once something hangs on what was stored."""
    journal = Journal.from_json(record.changes)
    uploads.leave_to_worker_past(len(journal.entries) // OF_A_ROW, at_once=at_once)
    if reasons_to_keep(journal, by=record.uploaded_by):
        raise RosterError(_("No se deshizo nada: algo ya depende de lo que trajo."))
    runs.begin_whole(record, UNDOING)
    try:
        with transaction.atomic():
            put_back(journal, since=record.applied_at)
            runs.finish(record, undone_at=timezone.now(), total=len(journal.entries))
    except (IntegrityError, ProtectedError, KeyError) as error:  # something arrived while it was being undone
        raise RosterError(_("Algo cambió en este momento y no se deshizo nada. Inténtalo otra vez.")) from error

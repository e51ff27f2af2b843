"""What a worker does with an upload: read it into a preview, and once a person has confirmed it, apply it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accompaniment.jobs import runs, uploads
from accompaniment.jobs.files import keep, keep_only, private_file, workplace
from accompaniment.lib.tables.cells import TableRow
from accompaniment.lib.tables.source import OpenTable

from . import files, staged
from .errors import RegistryError, TooManyClosures
from .files import recorded, replayed
from .importer import RegistryImporter
from .models import RegistryImport
from .reader import open_registry
from .report import Report
from .rules import Rules, require_not_empty, rules_for, stop_alarming
from .summary import ImportSummary
from .turns import Outdated, Written, take_turn, written_so_far

STEPS = READING, COMPARING, STORING = [
    gettext_noop("Leer el archivo"),
    gettext_noop("Comparar con lo que tenemos"),
    gettext_noop("Guardar los cambios"),
]
OFTEN = 500  # lines between two looks at the clock
COMPARED = 0.9  # the share of the bar that comparing takes; the rest is storing


def run_import(record_id: str | UUID) -> None:
    """Do the next part of one import. Harmless when it is already done, running elsewhere, called off or unknown."""
    runs.run(RegistryImport, record_id, _work)


def _work(record: RegistryImport) -> None:
    if record.goal == RegistryImport.Goal.PREVIEW:
        _read(record)
    else:
        _apply(record)


# --- Reading -----------------------------------------------------------------------------------------------------
def _read(record: RegistryImport) -> None:
    """Read the upload into an extract without persons, compare it, and drop the upload; a refused one goes at once."""
    try:
        _preview(record)
    except RegistryError:
        uploads.drop(record)
        raise


def _preview(record: RegistryImport) -> None:
    report_progress = runs.ProgressReporter(record, READING)
    with workplace(record) as folder:
        extract, report = folder / files.EXTRACT, folder / files.REPORT
        with (
            uploads.stored(record) as path,
            open_registry(path, folder=folder) as table,
            private_file(extract) as out,
            private_file(report) as faults,
        ):
            rules = _rules(record)
            summary = RegistryImporter(rules=rules, report=Report(faults)).run(
                recorded(_watched(table, report_progress), out)
            )
            summary.notes = table.notes
        require_not_empty(summary)
        names = {"file": keep(record, extract), "report": keep(record, report)}
    runs.finish(record, summary=summary.as_json(), total=summary.counts["lines"], **names)
    _settle(record, **names)


def _watched(table: OpenTable, report_progress: runs.ProgressReporter) -> Iterator[TableRow]:
    """Yield the rows, telling how many have been read of how many there seem to be."""
    for count, row in enumerate(table, start=1):
        if count % OFTEN == 0:
            report_progress(count, max(count, round(count / max(table.share, 0.001))))
        yield row


def _rules(record: RegistryImport) -> Rules:
    assert record.uploaded_by  # noqa: S101 : what the command brings has no job
    return rules_for(record.uploaded_by, all_levels=record.all_levels)


# --- Applying ----------------------------------------------------------------------------------------------------
def _apply(record: RegistryImport) -> None:
    """Compare again, on today's data, and store: until nothing that it would overwrite was written in between."""
    while True:
        seen = written_so_far()
        with workplace(record) as folder:
            summary, importer = _compare(record, folder)
            try:
                _store(record, folder, summary, importer, seen=seen)
            except Outdated:
                continue
        return


def _compare(record: RegistryImport, folder: Path) -> tuple[ImportSummary, RegistryImporter]:
    report_progress = runs.ProgressReporter(record, COMPARING)
    total = max(record.summary.get("counts", {}).get("lines", 0), 1)
    rules = _rules(record)
    with (
        uploads.stored(record) as path,
        path.open(encoding="utf-8", newline="") as file,
        private_file(folder / files.REPORT) as out,
    ):
        importer = RegistryImporter(rules=rules, staged=staged.Staged(folder / files.STAGED), report=Report(out))
        summary = importer.run(_counted(replayed(file), report_progress, total))
        summary.notes = ImportSummary.from_json(record.summary).notes
    try:
        stop_alarming(summary, allow_closures=record.allow_closures)
    except TooManyClosures:
        report = keep(record, folder / files.REPORT)
        runs.move_on(record, summary=summary.as_json(), report=report)  # what is confirmed is what would happen today
        raise
    return summary, importer


def _counted(rows: Iterator[TableRow], report_progress: runs.ProgressReporter, total: int) -> Iterator[TableRow]:
    for count, row in enumerate(rows, start=1):
        if count % OFTEN == 0:
            report_progress(count, round(total / COMPARED))
        yield row


def _store(
    record: RegistryImport, folder: Path, summary: ImportSummary, importer: RegistryImporter, *, seen: Written
) -> None:
    """Write everything and finish, all or nothing."""
    runs.move_on(record, step=STORING)
    names = {"file": "", "report": keep(record, folder / files.REPORT)}
    with staged.loaded(folder / files.STAGED), transaction.atomic():
        take_turn(seen=seen)
        staged.write(folder / files.STAGED, new=importer.offices.new.values(), today=importer.today)
        runs.finish(record, summary=summary.as_json(), applied_at=timezone.now(), **names)
    _settle(record, **names)


def _settle(record: RegistryImport, *, file: str, report: str) -> None:
    """Drop the files that only the finished part needed."""
    record.file.name, record.report.name = file, report
    keep_only(record)

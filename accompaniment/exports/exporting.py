"""What a worker does with a long list that was asked for: write all of it into a file, and keep that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_noop

from accompaniment.access import Denied
from accompaniment.jobs import runs
from accompaniment.lib.stored_files import remove
from accompaniment.lib.tables.download import suffix_of

from .listing import exported_lists
from .making import Made, make_file
from .models import Export
from .services import KEPT_DAYS
from .wording import about

STEPS = WRITING, KEEPING = gettext_noop("Escribir las filas"), gettext_noop("Guardar el archivo")


def run_export(export_id: str | UUID) -> None:
    """Do one request from claim to outcome. Harmless when it is already done, running elsewhere or unknown.

    Whoever left the list while it was written makes the attempt fail, and the next one begins anew.
    """
    runs.run(Export, export_id, _make, step=WRITING)


def _make(export: Export) -> None:
    """The reader gets what she may read now, whatever she could when she asked."""
    wanted = exported_lists()[export.code](export.requested_by, export.filters)
    verdict = wanted.verdict()
    if isinstance(verdict, Denied):
        raise runs.JobRefused(str(verdict.reason))
    scope, listings = wanted.scope(), wanted.listings()
    expected = sum(one.expected for one in listings)
    runs.move_on(export, total=max(expected, 1), expected=expected)
    made = make_file(*listings, form=export.form, about=about(wanted), follow=_follow(export))
    with made.file:
        _keep(export, made, name=listings[0].name, scope=scope)


def _follow(export: Export) -> Callable[[int, int], None]:
    """Tell how many entries are written; once all are, nobody can tell how far the file is until it is kept."""
    report = runs.ProgressReporter(export, WRITING)

    def follow(done: int, total: int) -> None:
        report(done, total)
        if done == total:
            runs.begin_whole(export, KEEPING)

    return follow


def _keep(export: Export, made: Made, *, name: str, scope: list[str]) -> None:
    """Store the file and finish the request. What a killed attempt left behind goes."""
    remove(default_storage, export.place)
    sha256, tally, now = made.sha256(), made.tally, timezone.now()
    day, suffix = timezone.localtime(tally.at).date().isoformat(), suffix_of(export.form)
    stored = default_storage.save(f"{export.place}/{export.attempts}.{suffix}", File(made.file))
    try:
        runs.finish(
            export,
            file=stored,
            file_name=f"{name}-{day}-{tally.rows}-filas.{suffix}",
            size=made.size,
            sha256=sha256,
            scope=scope,
            made_at=tally.at,
            expected=tally.expected,
            written=tally.written,
            rows=tally.rows,
            expires_at=now + timedelta(days=KEPT_DAYS),
        )
    except BaseException:
        default_storage.delete(stored)
        raise

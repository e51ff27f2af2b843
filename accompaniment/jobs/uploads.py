"""The moves of an uploaded file: kept, read into a preview, confirmed, applied, called off, forgotten.

What a second is enough for is done at once by the web process; all else by the workers. Both take the same way, one
guarded attempt at one job, so that what dies halfway is found and done by whoever comes next.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.actor import acting
from accompaniment.lib.stored_files import contents, listed, remove
from accompaniment.lib.tables.errors import TOO_HEAVY, UnreadableTable

from . import files, runs
from .models import UploadJob, UploadJobQuerySet

U = TypeVar("U", bound=UploadJob)
Part = Callable[[U, bool], None]  # a record, and whether it is tried at once, within a web request


class Run(Protocol):
    """What does the next part of an upload, given its key."""

    def __call__(self, record_id: str | UUID, *, at_once: bool = False) -> None: ...


UNCONFIRMED_DAYS = 7
STRAY_AFTER = timedelta(hours=1)
AT_ONCE = 40  # rows that are written, or tried out, within a web request: some 10 ms each


# --- Asking ------------------------------------------------------------------------------------------------------
def keep(record: UploadJob, upload: UploadedFile[bytes], *, check: Callable[[Path], None] | None = None) -> None:
    """Keep an upload, its job waiting for whoever reads it. Raises what `check` raises; nothing is kept then."""
    forget_abandoned(type(record))
    record.file_name = PurePath(upload.name or "").name[:200]
    record.heartbeat_at = timezone.now()
    try:
        files.keep_upload(record, upload)
        if check:
            with stored(record) as path:
                check(path)
        record.save(force_insert=True)
    except BaseException:
        files.forget(record)
        raise


def ask(record: UploadJob, among: UploadJobQuerySet, *, goal: str, **fields: Any) -> bool:
    """Have the job of a record work towards a goal; False, and nothing changes, when it is not `among` these."""
    begun = {"status": UploadJob.Status.QUEUED, "goal": goal, "heartbeat_at": timezone.now(), **_UNTRIED, **fields}
    return bool(among.filter(pk=record.pk).update(**begun))


def go_on(record: UploadJob, among: UploadJobQuerySet, *, goal: str, run: Run, **fields: Any) -> bool:
    """Ask for a goal, as `ask`, and make the first attempt at it."""
    is_asked = ask(record, among, goal=goal, **fields)
    if is_asked:
        run(record.pk, at_once=True)
    record.refresh_from_db()
    return is_asked


_UNTRIED: dict[str, Any] = {"attempts": 0, "done": 0, "total": 1, "step": "", "error": "", "finished_at": None}


def read(record: UploadJob, upload: UploadedFile[bytes], *, run: Run) -> None:
    """Keep an upload and make the first attempt at reading it. Raises UnreadableTable; nothing is kept then."""
    keep(record, upload)
    run(record.pk, at_once=True)
    record.refresh_from_db()
    if record.is_unreadable:
        call_off(record=record)
        raise UnreadableTable(record.error)


# --- Working -----------------------------------------------------------------------------------------------------
def run(kind: type[U], record_id: str | UUID, parts: Mapping[UploadJob.Goal, Part[U]], *, at_once: bool) -> None:
    """Do the part of one upload that its goal names, on behalf of whoever brought it."""

    def work(record: U) -> None:
        with acting(lambda: record.uploaded_by):
            parts[UploadJob.Goal(record.goal)](record, at_once)

    runs.run(kind, record_id, work, at_once=at_once)


@contextmanager
def reading(record: UploadJob, *, at_once: bool = False) -> Iterator[None]:
    """Within the block the upload is read; one that can't be is refused, and goes.

    Raises TakesLonger when reading it `at_once` was given up.
    """
    try:
        yield
    except UnreadableTable as error:
        if at_once and error.code == TOO_HEAVY:
            raise runs.TakesLonger from error
        drop(record)
        raise runs.JobRefused(str(error)) from error


def leave_to_worker_past(rows: int, *, at_once: bool) -> None:
    """Raise TakesLonger for more rows than a web request writes `at_once`."""
    if at_once and rows > AT_ONCE:
        raise runs.TakesLonger


def drop(record: UploadJob) -> None:
    """Remove the files of an attempt's record."""
    runs.mine(record).update(file="")
    files.forget(record)


@contextmanager
def stored(record: UploadJob) -> Iterator[Path]:
    """The file of a record on the disk of this machine, within the block. Raises JobRefused when it is gone."""
    with files.on_disk(record) as path:
        if path is None:
            raise runs.JobRefused(_("El archivo de esta importación ya no está. Súbelo otra vez."))
        yield path


# --- Calling off and forgetting ----------------------------------------------------------------------------------
def call_off(*, record: UploadJob) -> bool:
    """Forget an upload that has changed nothing, with its files; False when it is too late for that."""
    if not type(record)._default_manager.may_be_called_off().filter(pk=record.pk).delete()[0]:  # type: ignore[attr-defined]
        return False
    files.forget(record)
    return True


def forget_abandoned(*kinds: type[UploadJob]) -> None:
    """Forget what nobody confirmed in a week, and files that belong to no upload; of these kinds, or of all."""
    since = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    for kind in kinds or runs.kinds_of(UploadJob):
        for record in kind.objects.for_list().abandoned(since):
            call_off(record=record)
        _sweep(kind)


def _sweep(kind: type[UploadJob]) -> None:
    """Remove what killed workers left behind, in the storage and on this machine: folders of no upload, and in the
    others files that nothing needs.
    """
    young = timezone.now() - STRAY_AFTER
    for folder in contents(default_storage, kind.folder)[0]:
        changed = [default_storage.get_modified_time(name) for name in listed(default_storage, folder)]
        if changed and max(changed) < young and (key := _key(PurePath(folder).name)):
            record = kind.objects.for_list().filter(pk=key).first()
            if record is None or record.is_unreadable:
                remove(default_storage, folder)
            elif record.is_finished:
                files.keep_only(record)
    for place in files.workplaces(kind).glob("*"):
        if place.stat().st_mtime < young.timestamp() and not kind.objects.unfinished().filter(pk=_key(place.name)):
            shutil.rmtree(place, ignore_errors=True)


def _key(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None

"""What a specialist does with a roster's file: look at what it would store, store it, and undo it.

Each is a job: what a second is enough for is done at once, all else by a worker.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.jobs import uploads

from .errors import RosterError
from .journal import Journal
from .models import RosterImport
from .undo import reasons_to_keep
from .work import run_import


def preview_upload(*, user: User, upload: UploadedFile[bytes]) -> RosterImport:
    """Keep what an uploaded file says with what it would store. Raises UnreadableTable; nothing is kept then."""
    record = RosterImport(uploaded_by=user)
    uploads.read(record, upload, run=run_import)
    return record


def settle_doubts(*, record: RosterImport, answers: Mapping[str, str]) -> bool:
    """Read a previewed file again as its doubts were answered, and preview it anew.

    Returns False, and changes nothing, when it is no longer to be confirmed or somebody else answered meanwhile.
    """
    waiting = RosterImport.objects.pending().filter(file=record.file.name)
    goal = RosterImport.Goal.PREVIEW
    return uploads.go_on(record, waiting, goal=goal, run=run_import, answers=dict(answers))


def confirm_import(*, record: RosterImport, seen: str | None = None) -> bool:
    """Have what a preview showed stored; False when it had been before, or is being stored.

    Raises RosterError when the file was read again since the page was `seen`, which names what it showed. When today
    it would store something else, nothing changes: the preview is made anew, and the record's `error` says so.
    """
    if seen is not None and record.is_pending and seen != record.file.name:
        raise RosterError(_("Algo cambió desde que viste esta lista. Revísala otra vez y confirma."))
    pending = RosterImport.objects.pending()
    return uploads.go_on(record, pending, goal=RosterImport.Goal.APPLIED, run=run_import)


def undo_import(*, record: RosterImport) -> bool:
    """Have everything put back as it was before an applied import; False when it is not applied.

    When something already hangs on what it stored, nothing changes, and the record's `error` says so.
    """
    applied = RosterImport.objects.applied()
    return uploads.go_on(record, applied, goal=RosterImport.Goal.UNDONE, run=run_import)


def reasons_against_undoing(record: RosterImport) -> list[str]:
    """Say why an applied import can't be undone; nothing when it can."""
    return reasons_to_keep(Journal.from_json(record.changes), by=record.uploaded_by)

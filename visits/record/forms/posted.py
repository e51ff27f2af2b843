"""The visit form filled in with what was posted, and what it then says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accompaniment.submissions.answers import to_mend
from accompaniment.submissions.drafts import as_posted
from accompaniment.submissions.receiving import UNREADABLE, Refused
from visits.commitments.models import Commitment
from visits.record.record import OpenedVisit, VisitRecord
from visits.record.versions import in_version

from .sheet import VisitSheet


def sheet_of(opened: OpenedVisit, data: Mapping[str, Any] | None = None) -> VisitSheet:
    """The visit form, empty or with what was written; the commitments to review are those still open."""
    pending = Commitment.objects.of_teacher(opened.assignment.post.teacher_id).pending()
    pending = pending.exclude(visit=opened.visit.pk) if opened.visit else pending
    return VisitSheet(data, assignment=opened.assignment, version=opened.version, visit=opened.visit, pending=pending)


def sheet_posted(opened: OpenedVisit, posted: QueryDict) -> VisitSheet:
    """The visit form with what was posted.

    On an older revision it may name the criteria of a version that the visit has left: it is kept whole, in the
    version of now, to be compared. On this one they are an error.
    """
    if opened.visit and posted.get("base_revision") != str(opened.visit.revision):
        return sheet_of(opened, as_posted(in_version(dict(posted.lists()), opened.version)))
    sheet = sheet_of(opened, posted)
    sheet.refuse_foreign(posted)
    return sheet


class PostedForm:
    """A posted visit form, which is read once it is known of which visit it is; its page shows it as it was read."""

    def __init__(self, posted: QueryDict) -> None:
        self._posted = posted
        self.opened: OpenedVisit | None = None
        self.sheet: VisitSheet | None = None

    def read(self, opened: OpenedVisit) -> VisitRecord | Refused:
        """Return what it says of this visit, or what is wrong with it."""
        if self.sheet is None or self.opened is not opened:
            self.opened, self.sheet = opened, sheet_posted(opened, self._posted)
        return self.sheet.record() if self.sheet.is_valid() else _why_not(self.sheet)


def _why_not(sheet: VisitSheet) -> Refused:
    if sheet.envelope.errors:
        return Refused(str(UNREADABLE))
    of_another_version = _(
        "Todavía no se guardó: esto es de otra versión del instrumento. Copia lo que te sirva en la rúbrica que"
        " corresponde y guarda otra vez."
    )
    return to_mend(sheet.error_fields, of_another_version if sheet.foreign else str(UNREADABLE))

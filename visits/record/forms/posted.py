"""The visit form filled in with what was posted, and what it then says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accompaniment.lib.drafts import as_posted
from accompaniment.submissions.answers import to_mend
from accompaniment.submissions.receiving import UNREADABLE, Refused
from visits.commitments.models import Commitment
from visits.record.record import OpenedVisit, VisitRecord
from visits.record.versions import in_version

from .visit_form import VisitForm


def visit_form_of(opened: OpenedVisit, data: Mapping[str, Any] | None = None) -> VisitForm:
    """The visit form, empty or with what was written; the commitments to review are those still open."""
    pending = Commitment.objects.asked_of(opened.assignment.post.teacher_id, until=opened.assignment.ended_on)
    pending = pending.exclude(visit=opened.visit.pk) if opened.visit else pending
    return VisitForm(data, assignment=opened.assignment, version=opened.version, visit=opened.visit, pending=pending)


def posted_visit_form(opened: OpenedVisit, posted: QueryDict) -> VisitForm:
    """The visit form with what was posted.

    On an older revision it may name the criteria of a version that the visit has left: it is kept whole, in the
    version of now, to be compared. On this one they are an error.
    """
    if opened.visit and posted.get("base_revision") != str(opened.visit.revision):
        return visit_form_of(opened, as_posted(in_version(dict(posted.lists()), opened.version)))
    visit_form = visit_form_of(opened, posted)
    visit_form.refuse_unknown(posted)
    return visit_form


class PostedForm:
    """A posted visit form, which is read once it is known of which visit it is; its page shows it as it was read."""

    def __init__(self, posted: QueryDict) -> None:
        self._posted = posted
        self.opened: OpenedVisit | None = None
        self.visit_form: VisitForm | None = None

    def read(self, opened: OpenedVisit) -> VisitRecord | Refused:
        """Return what it says of this visit, or what is wrong with it."""
        if self.visit_form is None or self.opened is not opened:
            self.opened, self.visit_form = opened, posted_visit_form(opened, self._posted)
        return self.visit_form.record() if self.visit_form.is_valid() else _why_not(self.visit_form)


def _why_not(visit_form: VisitForm) -> Refused:
    if visit_form.envelope.errors:
        return Refused(str(UNREADABLE))
    of_another_version = _(
        "Todavía no se guardó: esto es de otra versión del instrumento. Copia lo que te sirva en la rúbrica que"
        " corresponde y guarda otra vez."
    )
    return to_mend(visit_form.error_fields, of_another_version if visit_form.unknown else str(UNREADABLE))

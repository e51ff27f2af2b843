"""Who of a group session, or of its series, gets a certificate of her hours, who has one, and who gets none and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.documents.kinds import ATTENDANCE_CERTIFICATE, SERIES_CERTIFICATE
from reports.documents.models.documents import Document
from visits.models import Attendance, GroupSession
from visits.training.earning import why_not_of_session
from visits.training.series import hours_of_series, series_of, why_not_of_series


@dataclass(frozen=True)
class Certifiable:
    """Everybody on the list of a session, by name: each in one of the three."""

    ready: Sequence[Attendance]
    issued: Sequence[tuple[Attendance, Document]]
    refused: Sequence[tuple[Attendance, str]]


def certifiable_in_series(session: GroupSession) -> Certifiable:
    """The same of the whole series of a session. It comes with its campaign."""
    sessions = series_of(session)
    documents = Document.objects.in_force().filter(kind=SERIES_CERTIFICATE.code, session__in=sessions)
    held = {document.teacher_id: document for document in documents.defer("snapshot")}
    ready, issued, refused = [], [], []
    for hours in hours_of_series(sessions):
        row = hours.attendance
        if row.teacher_id in held:
            issued.append((row, held[row.teacher_id]))
        elif reason := why_not_of_series(hours, session.campaign.attendance_share):
            refused.append((row, reason))
        else:
            ready.append(row)
    return Certifiable(ready, issued, refused)


def certifiable(session: GroupSession) -> Certifiable:
    """Look at everybody of a session with two questions to the database. It comes with its campaign."""
    rows = list(session.attendances.select_related("teacher").order_by("teacher__search_name", "pk"))
    documents = Document.objects.in_force().filter(kind=ATTENDANCE_CERTIFICATE.code, session=session)
    held = {document.teacher_id: document for document in documents.defer("snapshot")}
    ready, issued, refused = [], [], []
    for row in rows:
        row.session = session  # one and the same, not read anew for each
        if row.teacher_id in held:
            issued.append((row, held[row.teacher_id]))
        elif reason := why_not_of_session(row):
            refused.append((row, reason))
        else:
            ready.append(row)
    return Certifiable(ready, issued, refused)

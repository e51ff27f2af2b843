"""Those who came to a session say that they read its minutes, and agree or observe something. The minutes never change:
what was observed stands beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import reach_of
from accompaniment.letters.kinds import Written
from accompaniment.letters.models import Letter
from accompaniment.lib.locks import lock
from accompaniment.models import User
from reports.documents.kinds.session_minutes import SESSION_MINUTES
from reports.documents.models.documents import Document
from visits.models import Attendance, GroupSession


@dataclass(frozen=True)
class Annex:
    """How many of those who came read these minutes, and what they observed."""

    came: int
    read: int
    remarks: Sequence[Attendance]


def minutes_of(session: GroupSession) -> Document | None:
    """Those in force, the last."""
    issued = Document.objects.in_force().filter(kind=SESSION_MINUTES.code, session=session)
    found: Document | None = issued.defer("snapshot").order_by("-issued_at").first()
    return found


def own_part(session: GroupSession | Any, user: User) -> Attendance | None:
    """The user's own row in a session to which they came."""
    came = Attendance.objects.filter(session=session, status=Attendance.Status.ATTENDED)
    return came.filter(teacher__in=reach_of(user).own_records).first()


def annex_of(document: Document) -> Annex:
    came = Attendance.objects.filter(session=document.session_id, status=Attendance.Status.ATTENDED)
    read = [row for row in came.select_related("teacher").order_by("teacher__search_name") if _has_read(row, document)]
    return Annex(came.count(), len(read), [row for row in read if row.minutes_remark])


def _has_read(row: Attendance, document: Document) -> bool:
    return row.read_minutes == document.pk


@transaction.atomic
def acknowledge(*, attendance: Attendance, document: Document, remark: str) -> Attendance:
    """Write down that she read these minutes, and what she observes; nothing where she agrees."""
    lock(attendance)
    attendance.read_minutes, attendance.read_minutes_at = document.pk, timezone.now()
    attendance.minutes_remark = remark
    attendance.save(update_fields=["read_minutes", "read_minutes_at", "minutes_remark"])
    return attendance


def write(letter: Letter) -> Written | None:
    """Say that there are minutes to read, and where; None once they are annulled."""
    document = Document.objects.in_force().filter(pk=letter.about).select_related("session").first()
    if document is None or document.session is None:
        return None
    context = {
        "session": document.session,
        "url": settings.SITE_URL + reverse("reports:minutes_read", args=[document.session_id]),
        "mute_url": settings.SITE_URL + reverse("reminders"),
    }
    body = render_to_string("reports/email/minutes_message.txt", context)
    subject = _("Ya está el acta de una reunión: %(kind)s") % {"kind": document.session.get_kind_display()}
    return Written(subject, body)

"""The e-mails that call people to a session, and tell them when its day, hour or place is another one, or it is off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.letters.kinds import Enclosed, Written
from accompaniment.letters.models import Letter
from accompaniment.letters.services import post
from visits.groups.models import Attendance, GroupSession

from .ics import session_file

KIND = "session"
AT_LEAST = timedelta(hours=1)  # is tried what is told when it is about to begin

# Whom an e-mail reaches: an account with an address, whose owner has not said that we should write nothing.
REACHED = Q(teacher__user__is_active=True, teacher__user__email__isnull=False, teacher__user__wants_digest=True)


def tell(session: GroupSession, attendances: QuerySet[Attendance]) -> None:
    """Write to these people what the session is now; to nobody once it began.

    What is told is told once: until its day, hour or place is another one, or it is cancelled.
    """
    if timezone.now() >= session.begins_at:
        return
    reached = attendances.filter(REACHED).values_list("pk", "teacher__user")
    post(
        Letter(
            kind=KIND,
            user_id=user,
            about=f"{key}:{session.sequence}",
            good_until=max(session.begins_at, timezone.now() + AT_LEAST),
            language=settings.LANGUAGE_CODE,
        )
        for key, user in reached
    )


def write(letter: Letter) -> Written | None:
    """Write what the session is now; None when she is not called any more, or another e-mail tells what changed."""
    key, sequence = letter.about.split(":")
    called = Attendance.objects.filter(REACHED, pk=key, teacher__user=letter.user_id)
    attendance = called.select_related("session", "teacher").first()
    if attendance is None or attendance.session.sequence != int(sequence):
        return None
    session = attendance.session
    if not session.is_cancelled and not session.is_ahead:
        return None
    told = Letter.objects.filter(kind=KIND, user=letter.user, about__startswith=f"{key}:", status=Letter.Status.SENT)
    knows = told.exists()
    context = {
        "session": session,
        "knows": knows,
        "url": settings.SITE_URL + session.get_absolute_url(),
        "mute_url": settings.SITE_URL + reverse("reminders"),
    }
    body = render_to_string("visits/groups/email/call_message.txt", context)
    method = "CANCEL" if session.is_cancelled else "REQUEST"
    file = Enclosed("reunion.ics", session_file(session, to=letter.to), f"text/calendar; method={method}")
    return Written(_subject(session, knows=knows), body, enclosed=(file,))


def _subject(session: GroupSession, *, knows: bool) -> str:
    """It stands on locked screens: what kind of session, and no theme."""
    what: dict[str, Any] = {"kind": session.get_kind_display()}
    if session.is_cancelled:
        return _("Se canceló una reunión: %(kind)s") % what
    return (_("Cambió una reunión: %(kind)s") if knows else _("Te convocan a una reunión: %(kind)s")) % what

"""Whoever comes to a session marks herself: by the code on the wall, or by her PIN on the leader's phone. And the sheet
that was signed on paper is typed in.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied
from accompaniment.lib.locks import lock
from accompaniment.models import User
from visits.commitments.settling import settle
from visits.groups.models import Attendance, GroupSession
from visits.groups.services import MARKED

CODE_LIVES = timedelta(seconds=60)
TICKET_LIVES = timedelta(minutes=5)  # between scanning and saying yes
AROUND = timedelta(minutes=30)  # before it begins and after it ends
CODE_SALT, TICKET_SALT = "visits.groups.code", "visits.groups.ticket"


def code_of(session: GroupSession) -> str:
    """What the code on the wall says now: for this session alone, and for a minute."""
    return signing.TimestampSigner(salt=CODE_SALT).sign(session.pk.hex)


def is_code_of(session: GroupSession, code: str) -> bool:
    """Whether it is this session's code of the last minute, by the server's clock."""
    try:
        return signing.TimestampSigner(salt=CODE_SALT).unsign(code, max_age=CODE_LIVES) == session.pk.hex
    except signing.BadSignature:
        return False


def ticket_for(session: GroupSession, user: User) -> str:
    """Lets this person, who scanned in time, say yes when the code on the wall is another one already."""
    return signing.dumps([session.pk.hex, user.pk], salt=TICKET_SALT)


def is_ticket_for(session: GroupSession, user: User, ticket: str) -> bool:
    try:
        return bool(signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_LIVES) == [session.pk.hex, user.pk])
    except signing.BadSignature:
        return False


def is_marked_now(session: GroupSession) -> Allowed | Denied:
    """Whether people may mark themselves now: from half an hour before it begins until half an hour after it ends."""
    if session.is_cancelled:
        return Denied(_("Esta reunión se canceló."))
    now, ends = timezone.now(), _instant(session, session.ends_at or time.max)
    if session.begins_at - AROUND <= now <= ends + AROUND:
        return Allowed()
    return Denied(_("La asistencia se marca desde media hora antes de empezar hasta media hora después de terminar."))


def _instant(session: GroupSession, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(session.held_on, at))


@transaction.atomic
def mark_own(*, session: GroupSession, attendance: Attendance, by: User, how: str) -> bool:
    """She is there; False when that was marked before, which stays as it is.

    Raises ValidationError outside its hours.
    """
    lock(session)
    if isinstance(refusal := is_marked_now(session), Denied):
        raise ValidationError(str(refusal.reason))
    attendance.refresh_from_db(fields=["status"])
    if attendance.status == Attendance.Status.ATTENDED:
        return False
    attendance.mark(Attendance.Status.ATTENDED, how=how, by=by)
    attendance.save(update_fields=MARKED)
    return True


def on_paper(session: GroupSession) -> list[tuple[int, Attendance]]:
    """Everybody on the list with the number of her row on the sheet: whoever is added later stands at its end."""
    return list(enumerate(session.attendances.select_related("teacher").order_by("pk"), start=1))


@transaction.atomic
def type_sheet_in(*, session: GroupSession, by: User, signed: Collection[int]) -> GroupSession:
    """Mark those who signed the sheet, by the keys of their attendance, as there; the others as absent, but whoever was
    marked otherwise. The session is held.

    Raises ValidationError before its day, or when nobody signed.
    """
    lock(session)
    if session.held_on > timezone.localdate():
        raise ValidationError(_("Todavía no llega el día de la reunión."))
    if not signed:
        raise ValidationError(_("Marca a quienes firmaron: una reunión sin nadie se cancela, con su motivo."))
    rows = list(session.attendances.all())
    for row in rows:
        came = row.pk in signed
        if came and row.status != Attendance.Status.ATTENDED:
            row.mark(Attendance.Status.ATTENDED, how=Attendance.Means.PAPER, by=by)
        elif not came and row.status == Attendance.Status.INVITED:
            row.mark(Attendance.Status.ABSENT, how=Attendance.Means.PAPER, by=by)
    Attendance.objects.bulk_update(rows, MARKED)
    session.state = GroupSession.State.HELD
    session.save(update_fields=["state"])
    settle(session.commitment_reviews.values_list("commitment", flat=True))
    return session

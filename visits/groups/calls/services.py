"""Saying beforehand whether one comes to a session that one is called to."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from visits.groups.models import Attendance


@transaction.atomic
def answer_call(*, attendance: Attendance, comes: bool, reason: str, sequence: int) -> Attendance:
    """Write down whether she comes, over what she said before; `reason` is why she cannot.

    `sequence` is that of the session which she read. Raises ValidationError once the session began or is not held,
    when its day, hour or place is another one than she read, and without a reason where she cannot.
    """
    session = attendance.session
    lock(session)
    lock(attendance)
    if not session.is_ahead:
        raise ValidationError(_("Esta reunión ya no espera respuestas: empezó, o se canceló."))
    if session.sequence != sequence:
        raise ValidationError(_("La reunión cambió de día, de hora o de lugar: míralo y responde otra vez."))
    if not comes and not reason.strip():
        raise ValidationError({"reason": _("Di por qué no puedes, en pocas palabras.")})
    attendance.answer = Attendance.Answer.COMES if comes else Attendance.Answer.CANNOT
    attendance.answer_reason = "" if comes else reason.strip()
    attendance.save(update_fields=["answer", "answer_reason"])
    return attendance

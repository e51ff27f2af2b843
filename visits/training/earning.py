"""Whether somebody was there long enough for a certificate of it: of a session, or of a year's sessions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from visits.groups.models import Attendance, GroupSession

from .hours import CAME, Hours, in_hours


def why_not_of_session(attendance: Attendance) -> str:
    """Why this person gets no certificate of this session; empty when she does. It comes with its session and year."""
    session = attendance.session
    if session.state != GroupSession.State.HELD:
        return _("La reunión todavía no se realizó.")
    if attendance.status != CAME:
        said = {Attendance.Status.EXCUSED: _("No asistió: justificó."), Attendance.Status.ABSENT: _("No asistió.")}
        return said.get(Attendance.Status(attendance.status), _("No se anotó si asistió."))
    if not session.minutes:
        return _("Falta anotar a qué hora empezó o terminó la reunión.")
    return too_short(attendance.minutes, session.minutes, session.campaign.attendance_share)


def why_not_of_year(hours: Hours | None, share: int) -> str:
    """The same of a year, of all sessions together to which she was called; None when there were none."""
    if hours is None or not hours.minutes:
        return _("No tiene horas de formación en el año.")
    return too_short(hours.minutes, hours.lasted, share)


def too_short(minutes: int, lasted: int, share: int) -> str:
    """Why so many minutes are too few for a certificate; empty when they are enough."""
    if minutes * 100 >= lasted * share:
        return ""
    said = {"was": in_hours(minutes), "lasted": in_hours(lasted), "share": share}
    return _("Estuvo %(was)s de %(lasted)s: la constancia pide el %(share)s %%.") % said

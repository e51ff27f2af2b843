"""Whoever missed a session catches up: the leader gives a task, she answers it, the leader accepts it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import refuse
from visits.commitments.models import Commitment
from visits.groups.models import Attendance, GroupSession

USUAL_TERM = timedelta(days=30)


@transaction.atomic
def give_task(*, session: GroupSession, catch_up_task: str, catch_up_minutes: int) -> GroupSession:
    """Say what whoever missed the session answers, and how many minutes it counts: no more than the session lasted."""
    lock(session)
    if session.state != GroupSession.State.HELD:
        raise ValidationError(_("La tarea se da cuando la reunión ya se realizó y se sabe quién faltó."))
    if session.minutes and catch_up_minutes > session.minutes:
        raise refuse("catch_up_minutes", _("La reunión duró %(n)d minutos.") % {"n": session.minutes})
    session.catch_up_task, session.catch_up_minutes = catch_up_task, catch_up_minutes
    session.save(update_fields=["catch_up_task", "catch_up_minutes"])
    return session


def to_take(attendance: Attendance) -> list[str]:
    """What others agreed in the session and she has not: she may commit herself to it too."""
    agreed = attendance.session.commitments.order_by("order", "pk").values_list("action", "teacher")
    own = {action for action, teacher in agreed if teacher == attendance.teacher_id}
    return list(dict.fromkeys(action for action, _teacher in agreed if action not in own))


@transaction.atomic
def answer_task(*, attendance: Attendance, answer: str, takes: Collection[str]) -> Attendance:
    """She answers, anew while it is not accepted, and commits herself to what she `takes` of what others agreed.

    Raises ValidationError when there is nothing to answer.
    """
    lock(attendance)
    if not attendance.may_catch_up:
        raise ValidationError(_("Esta reunión no espera tu respuesta: no hay tarea, asististe o ya te la aceptaron."))
    attendance.catch_up_answer, attendance.catch_up_reply = answer, ""
    attendance.save(update_fields=["catch_up_answer", "catch_up_reply"])
    for action in to_take(attendance):
        if action in takes:
            _take(attendance, action)
    return attendance


def _take(attendance: Attendance, action: str) -> None:
    model = attendance.session.commitments.filter(action=action).select_related("criterion").order_by("pk")[0]
    today = timezone.localdate()
    attendance.session.commitments.create(
        teacher=attendance.teacher,
        action=action,
        order=attendance.session.commitments.count(),
        criterion=model.criterion,
        evidence_expected=model.evidence_expected,
        responsible=Commitment.Responsible.TEACHER,
        due_on=model.due_on if model.due_on > today else today + USUAL_TERM,
    )


@transaction.atomic
def accept_answer(*, attendance: Attendance) -> Attendance:
    """She caught up: its minutes count for her, apart from the hours of those who came."""
    _require_answer(attendance)
    attendance.caught_up_on = timezone.localdate()
    attendance.caught_up_minutes = attendance.session.catch_up_minutes
    attendance.save(update_fields=["caught_up_on", "caught_up_minutes"])
    return attendance


@transaction.atomic
def ask_for_more(*, attendance: Attendance, reply: str) -> Attendance:
    """Something is missing in her answer: she completes it."""
    _require_answer(attendance)
    if not reply:
        raise refuse("reply", _("Dile qué le falta."))
    attendance.catch_up_reply = reply
    attendance.save(update_fields=["catch_up_reply"])
    return attendance


def _require_answer(attendance: Attendance) -> None:
    lock(attendance)
    if not attendance.waits_for_leader:
        raise ValidationError(_("No hay una respuesta que espere tu decisión."))

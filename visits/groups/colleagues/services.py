"""A strength that somebody may show to her colleagues: asked of her alone, who says yes or no; listed nowhere."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from accompaniment.models import Post, Teacher, User
from visits.groups.models import Attendance, GroupSession
from visits.groups.themes import people_above


def who_could_show(session: GroupSession, *, by: User) -> list[Teacher]:
    """Of those on the list, by name, whose last visit shows what the session works on, as far as `by` may read it."""
    if session.criterion is None:
        return []
    posts = Post.objects.visible_to(by).in_force().filter(teacher__in=session.attendances.values("teacher"))
    people = people_above(by, posts, session.campaign, session.criterion)
    asked = session.attendances.exclude(show_request="").values("teacher")
    return list(Teacher.objects.filter(pk__in=people).exclude(pk__in=asked).order_by("search_name", "pk"))


@transaction.atomic
def ask_to_show(*, session: GroupSession, teacher: Teacher, show_request: str) -> Attendance:
    """Ask one of those on the list; she reads it on her first page. Raises ValidationError once the session began."""
    lock(session)
    if not session.is_ahead:
        raise ValidationError(_("Se pide antes de la reunión."))
    attendance = session.attendances.get(teacher=teacher)
    attendance.show_request, attendance.show_answer = show_request, ""
    attendance.save(update_fields=["show_request", "show_answer"])
    return attendance


@transaction.atomic
def say_whether(*, attendance: Attendance, shows: bool) -> Attendance:
    """She says yes or no, no reason asked. Raises ValidationError once the session began, or when nothing was asked."""
    lock(attendance)
    if not attendance.show_request or not attendance.session.is_ahead:
        raise ValidationError(_("Ya no se espera tu respuesta."))
    attendance.show_answer = "yes" if shows else "no"
    attendance.save(update_fields=["show_answer"])
    return attendance

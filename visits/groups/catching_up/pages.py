"""Catching up with a session: its task, the answer of whoever missed it, and the leader's word."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required, typed
from accompaniment.models import AccessLogEntry
from visits.groups.guards import writable_session
from visits.groups.models import Attendance, GroupSession

from .forms import ReplyForm, TaskAnswerForm, TaskForm
from .services import accept_answer, answer_task, ask_for_more, give_task, to_take


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_catch_up_edit(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    session = writable_session(request, session_id)
    form = TaskForm(typed(request), row=session)
    if request.method == "POST" and form.is_valid() and form.accepted(give_task, session=session, **form.cleaned_data):
        messages.success(request, _("Quienes faltaron ya leen la tarea en su primera página."))
        return redirect(session)
    return render(request, "visits/groups/catch_up_edit.html", {"form": form, "session": session})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_catch_up(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """What she missed, and the task that she answers."""
    session = get_visible_or_404(GroupSession.objects.visible_to(request.user), pk=session_id)
    own = session.attendances.filter(teacher__in=reach_of(request.user).own_records).first()
    if own is None:
        deny(_("Se pone al día quien estaba en la lista y faltó, desde su propia cuenta."))
    own.session = session  # one and the same, not read anew
    form = TaskAnswerForm(typed(request), row=own, offered=to_take(own))
    if request.method == "POST" and form.is_valid():
        takes = form.cleaned_data.get("takes", [])
        if form.accepted(answer_task, attendance=own, answer=form.cleaned_data["answer"], takes=takes):
            messages.success(request, _("Enviado: quien conduce la reunión lo lee y te dice."))
            return redirect(session)
    context = {"form": form, "session": session, "own": own, "materials": session.materials.all()}
    return render(request, "visits/groups/catch_up.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_catch_up_answer(request: AuthedRequest, session_id: UUID, attendance_id: int) -> HttpResponse:
    """What she answered; on POST it is accepted or, with `more`, something is missing in it."""
    session = writable_session(request, session_id)
    rows = Attendance.objects.filter(session=session).select_related("teacher")
    attendance: Attendance = get_visible_or_404(rows, pk=attendance_id)
    attendance.session = session
    form = ReplyForm(typed(request))
    if request.method == "POST" and form.is_valid() and _is_answered(request, form, attendance):
        return redirect(session)
    log_access(by=request.user, what=AccessLogEntry.What.PERSON, teacher=attendance.teacher)
    context = {"form": form, "session": session, "attendance": attendance}
    return render(request, "visits/groups/catch_up_answer.html", context)


def _is_answered(request: AuthedRequest, form: ReplyForm, attendance: Attendance) -> bool:
    if "more" in request.POST:
        return form.accepted(ask_for_more, attendance=attendance, reply=form.cleaned_data["reply"])
    return form.accepted(accept_answer, attendance=attendance)

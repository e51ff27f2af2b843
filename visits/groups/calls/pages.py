"""Being called to a session: saying whether one comes, and its calendar file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.lib.drafts import login_required, typed
from visits.groups.models import Attendance, GroupSession

from .forms import AnswerForm
from .ics import session_file
from .services import answer_call


def _own_call(request: AuthedRequest, session_id: UUID) -> Attendance:
    """The user's own place in the session, while it can be answered; else a page 404, or 403 with the reason."""
    session = get_visible_or_404(GroupSession.objects.visible_to(request.user), pk=session_id)
    own = session.attendances.filter(teacher=reach_of(request.user).own_teacher).select_related("session").first()
    if own is None:
        deny(_("Responde quien está convocada, desde su propia cuenta."))
    if not session.is_ahead:
        deny(_("Esta reunión ya no espera respuestas: empezó, o se canceló."))
    return own


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_answer(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """Ask why she cannot come; on POST with `comes`, one touch on another page, she comes."""
    own = _own_call(request, session_id)
    form = AnswerForm(typed(request), attendance=own)
    comes = "comes" in request.POST
    if request.method == "POST" and form.is_valid():
        if form.accepted(answer_call, attendance=own, comes=comes, **form.cleaned_data):
            said = _("Quedó anotado que vas.") if comes else _("Quedó anotado que no puedes, con tu motivo.")
            messages.success(request, said)
            return redirect("home" if request.POST.get("then") == "home" else own.session)
        form.show_it_anew(own.session.sequence)
    return render(request, "visits/groups/answer.html", {"form": form, "session": own.session, "own": own})


@login_required
@require_safe
def session_calendar(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """The session for the user's own calendar: opened again after a change, it changes the same event."""
    session = get_visible_or_404(GroupSession.objects.visible_to(request.user), pk=session_id)
    return HttpResponse(
        session_file(session),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="reunion.ics"'},
    )

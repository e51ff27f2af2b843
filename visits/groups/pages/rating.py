"""What somebody who came thinks of a session, without her name."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required  # ours would keep what is typed until she signs in again
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, get_visible_or_404, require
from visits.groups.forms import RatingForm
from visits.groups.models import GroupSession
from visits.groups.ratings import may_rate, own_attendance, questions_of, rate


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_rate(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    sessions = GroupSession.objects.visible_to(request.user).select_related("campaign")
    session: GroupSession = get_visible_or_404(sessions, pk=session_id)
    own = own_attendance(session, request.user)
    require(may_rate(session, own))
    if own and own.has_rated:
        return _already(request, session)
    form = RatingForm(request.POST if request.method == "POST" else None, questions=questions_of(session))
    if request.method == "POST" and form.is_valid():
        if not rate(session=session, by=request.user, values=form.values()):
            return _already(request, session)
        messages.success(request, _("Gracias. Tu opinión se sumó a las demás, sin tu nombre."))
        return redirect(session)
    return render(request, "visits/groups/rate.html", {"form": form, "session": session})


def _already(request: AuthedRequest, session: GroupSession) -> HttpResponse:
    messages.info(request, _("Ya diste tu opinión. Gracias."))
    return redirect(session)

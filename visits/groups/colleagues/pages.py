"""Asking a colleague to show a strength of hers, and her answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.refusals import is_done
from visits.groups.guards import writable_session
from visits.groups.models import Attendance, GroupSession

from .forms import ColleagueForm
from .services import ask_to_show, say_whether, who_could_show


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_colleague(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """Whom one could ask, for whoever leads the session alone, and what those who were asked say."""
    session = writable_session(request, session_id)
    form = ColleagueForm(typed(request), people=who_could_show(session, by=request.user))
    if request.method == "POST" and form.is_valid():
        said = {"teacher": form.asked(), "show_request": form.cleaned_data["show_request"]}
        if form.accepted(ask_to_show, session=session, **said):
            messages.success(request, _("Se lo pedimos a ella, y a nadie más: responde desde su primera página."))
            return redirect("visits:session_colleague", session.pk)
    asked = session.attendances.exclude(show_request="").select_related("teacher").order_by("teacher__search_name")
    return render(request, "visits/groups/colleague.html", {"form": form, "session": session, "asked": asked})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_show(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """What she is asked to show; on POST she says yes, with `yes`, or no."""
    session = get_visible_or_404(GroupSession.objects.visible_to(request.user), pk=session_id)
    own = Attendance.objects.filter(session=session, teacher__in=reach_of(request.user).own_records).first()
    if own is None or not own.show_request:
        deny(_("Aquí responde solo a quien se le pidió."))
    own.session = session
    if request.method == "POST" and is_done(request, say_whether, attendance=own, shows="yes" in request.POST):
        messages.success(request, _("Gracias: se lo decimos a quien conduce la reunión."))
        return redirect(session)
    return render(request, "visits/groups/show.html", {"session": session, "own": own})

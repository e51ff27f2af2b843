"""The agenda of a group session: its moments, in their order."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.lib.drafts import login_required, typed
from visits.groups.guards import writable_session

from .forms import AgendaForm
from .services import write_agenda


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_agenda(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    session = writable_session(request, session_id)
    form = AgendaForm(typed(request), row=session)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(write_agenda, session=session, moments=form.moments())
    ):
        messages.success(request, _("La agenda quedó guardada."))
        return redirect("visits:session_agenda" if "more" in request.POST else "visits:session", session.pk)
    return render(request, "visits/groups/agenda.html", {"form": form, "session": session})

"""The first point of a session: what those on its list had agreed before."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, deny
from accompaniment.lib.drafts import login_required, typed
from visits.groups.guards import writable_session

from .forms import EarlierForm
from .services import asked_in, review_earlier


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_earlier(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """Ask a verdict of each, from the day of the session on."""
    session = writable_session(request, session_id)
    if session.held_on > timezone.localdate():
        deny(_("Los compromisos anteriores se revisan en la reunión: todavía no llega su día."))
    form = EarlierForm(typed(request), row=session, asked=asked_in(session, by=request.user))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(review_earlier, session=session, verdicts=form.verdicts())
    ):
        messages.success(request, _("Lo acordado antes quedó revisado."))
        return redirect(session)
    return render(request, "visits/groups/earlier.html", {"form": form, "session": session})

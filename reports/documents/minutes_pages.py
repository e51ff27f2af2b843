"""Reading the minutes of a session to which one came."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import deny, get_visible_or_404
from accompaniment.lib.drafts import login_required, typed
from visits.models import GroupSession

from .forms import MinutesReadForm
from .minutes_read import acknowledge, minutes_of, own_part

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def minutes_read(request: "AuthedRequest", session_id: UUID) -> HttpResponse:
    session = get_visible_or_404(GroupSession.objects.visible_to(request.user), pk=session_id)
    own, document = own_part(session, request.user), minutes_of(session)
    if own is None or document is None:
        deny(_("El acta la reconoce quien asistió, cuando ya se emitió."))
    form = MinutesReadForm(typed(request))
    if request.method == "POST" and form.is_valid():
        acknowledge(attendance=own, document=document, remark=form.observed())
        messages.success(request, _("Gracias. Quedó anotado que leíste el acta."))
        return redirect(document)
    has_read = own.read_minutes == document.pk
    context = {"form": form, "session": session, "document": document, "own": own, "has_read": has_read}
    return render(request, "reports/documents/minutes_read.html", context)

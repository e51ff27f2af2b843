"""The sheet of a closed visit: on the screen to print, and as a numbered PDF on request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import Denied, get_visible_or_404, require
from visits.models import Visit
from visits.readings import log_visit_reading

from ..models import Document
from ..services import request_sheet
from ..sheets import build_sheet, sheet_context

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest

KINDS = {"full": Document.Kind.VISIT_SHEET, "plain": Document.Kind.PLAIN_SHEET}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_sheet(request: AuthedRequest, visit_id: UUID, look: str) -> HttpResponse:
    """Show a visit's sheet as it would be printed; on POST, ask for its PDF."""
    if look not in KINDS:
        raise Http404
    visible = Visit.objects.visible_to(request.user).select_related("teacher", "campaign", "institution")
    visit = get_visible_or_404(visible, pk=visit_id)
    if not visit.is_closed:
        require(Denied(_("La ficha se imprime cuando la visita está cerrada.")))
    require(visit.levels_shown_to(request.user))
    if request.method == "POST":
        return redirect(request_sheet(kind=KINDS[look], visit=visit, by=request.user))
    log_visit_reading(by=request.user, visit=visit)
    with translation.override("es"):  # like the document that it previews
        sheet = sheet_context(build_sheet(visit_id=visit.pk, by=request.user))
    return render(request, f"reports/sheet_{look}.html", {"visit": visit, "sheet": sheet, "look": look})

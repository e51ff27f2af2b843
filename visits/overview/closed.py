"""After a visit was closed: who still has to confirm it, when the next one is, and how she gets her sheet."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404, reach_of
from accompaniment.lib.drafts import login_required
from visits.closing.confirmations import signable_by
from visits.record.models.visits import Visit

from .visits import next_to_plan


@login_required
@require_safe
def visit_closed(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """For whoever closed it; whoever else may read the visit is led to it."""
    visible = Visit.objects.visible_to(request.user).select_related("teacher", "institution", "dialogue")
    visit = get_visible_or_404(visible, pk=visit_id)
    if not visit.is_closed or not reach_of(request.user).works_as(visit.companion_id):
        return redirect(visit)
    ahead = Visit.objects.planned().filter(assignment=visit.assignment_id).order_by("visited_on")
    context = {
        "visit": visit,
        "may_sign": visit.status == Visit.Status.CLOSED and bool(signable_by(visit, request.user)),
        "planned": ahead.first(),
        "next_on": next_to_plan(visit, request),
        "site_url": settings.SITE_URL,
    }
    return render(request, "visits/overview/closed.html", context)

"""The library of commitments that worked elsewhere: reading it, sharing one more, taking one back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.access.guards import managed_or_refused, require_specialist
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.models import AccessLogEntry

from .forms import IdeaForm
from .ideas import share_idea, withdraw_idea
from .models import Commitment, CommitmentIdea

PAGE_SIZE = 25


@login_required
@require_safe
def idea_list(request: AuthedRequest) -> HttpResponse:
    reach = reach_of(request.user)
    if not (reach.is_companion or reach.is_specialist):
        deny(_("La biblioteca es de quienes acompañan."))
    ideas = CommitmentIdea.objects.visible_to(request.user).offered().order_by("topic", "action", "pk")
    page = page_of(request, ideas, size=PAGE_SIZE)
    return render(request, "visits/commitments/ideas.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def idea_new(request: AuthedRequest, commitment_id: UUID) -> HttpResponse:
    """Reword a fulfilled commitment for others; whom it was made with stays out of it."""
    commitment = _fulfilled(request, commitment_id)
    ugel = commitment.visit.ugel if commitment.visit else commitment.session.campaign.ugel  # type: ignore[union-attr]
    people, places = _names(commitment)
    form = IdeaForm(typed(request), commitment=commitment, people=people, places=places)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(share_idea, ugel=ugel, data=form.idea(), by=request.user)
    ):
        messages.success(request, _("La idea ya está en la biblioteca."))
        return redirect("visits:ideas")
    if request.method != "POST":
        log_access(by=request.user, what=AccessLogEntry.What.PERSON, teacher=commitment.teacher, ugel=ugel)
    return render(request, "visits/commitments/idea_new.html", {"form": form, "commitment": commitment})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def idea_withdraw(request: AuthedRequest, idea_id: int) -> HttpResponse:
    """Say what it means to offer an idea no longer; on POST, do it."""
    ideas = CommitmentIdea.objects.visible_to(request.user)
    idea = managed_or_refused(ideas, CommitmentIdea.objects.managed_by(request.user), pk=idea_id)
    if request.method != "POST":
        return render(request, "visits/commitments/idea_withdraw.html", {"idea": idea})
    withdraw_idea(idea=idea)
    messages.success(request, _("La idea ya no se ofrece. Los compromisos que la tomaron no cambian."))
    return redirect("visits:ideas")


def _fulfilled(request: AuthedRequest, commitment_id: UUID) -> Commitment:
    visible = Commitment.objects.visible_to(request.user).select_related(
        "criterion", "teacher", "visit__ugel", "visit__institution", "visit__companion__user", "session__campaign__ugel"
    )
    commitment = get_visible_or_404(visible, pk=commitment_id)
    require_specialist(request.user)
    if commitment.status != Commitment.Status.FULFILLED:
        deny(_("Solo se comparte lo que ya se cumplió."))
    return commitment


def _names(commitment: Commitment) -> tuple[list[str], list[str]]:
    """The people and the places that the idea must not name."""
    visit = commitment.visit
    if visit is None:
        return [commitment.teacher.full_name], []
    return [commitment.teacher.full_name, str(visit.companion)], [visit.institution.name]

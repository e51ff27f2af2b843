"""Follow-up plans of several people at once: who can get one, asking for them, and how far they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import get_visible_or_404
from accompaniment.access.guards import require_specialist
from accompaniment.jobs import runs
from accompaniment.lib.drafts import login_required
from accompaniment.models import Campaign, Phase, Teacher, User
from accompaniment.people.marked import marked_people
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.batches import Batch
from visits.models import Visit

from .requests import request_batch
from .rights import issuing_posts

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


@dataclass(frozen=True)
class Asked:
    """Of those ticked: who can get a plan, by the year that it is of, and who can't yet, with the reason."""

    ready: dict[Campaign, list[Teacher]] = field(default_factory=lambda: defaultdict(list))
    refused: list[tuple[Teacher, str]] = field(default_factory=list)

    @property
    def people(self) -> list[Teacher]:
        return [teacher for people in self.ready.values() for teacher in people]


def _asked(user: User, people: Sequence[Teacher]) -> Asked:
    """What can be told without reading each record whole; the plan itself still refuses what it lacks."""
    posts = issuing_posts(user, people)
    current = Campaign.objects.current_of({post.institution.ugel_id for post in posts.values()})
    diagnostics = Visit.objects.closed().filter(teacher__in=people, phase=Phase.DIAGNOSTIC)
    diagnosed = set(diagnostics.values_list("teacher", "campaign"))
    asked = Asked()
    for teacher in people:
        post = posts.get(teacher.pk)
        campaign = current.get(post.institution.ugel_id) if post else None
        if campaign is None:
            asked.refused.append((teacher, _("Su UGEL todavía no tiene un año de acompañamiento.")))
        elif (teacher.pk, campaign.pk) not in diagnosed:
            asked.refused.append((teacher, _("Todavía no tiene una visita diagnóstica cerrada.")))
        else:
            asked.ready[campaign].append(teacher)
    return asked


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_plans(request: AuthedRequest) -> HttpResponse:
    """Say whose plans would be issued (`?people=`); on POST, ask for those of the people who stayed ticked."""
    require_specialist(request.user)
    sent = request.POST if request.method == "POST" else request.GET
    people = list(marked_people(request.user, sent.getlist("people")))
    if not people:
        messages.info(request, _("Primero marca en la lista de quiénes quieres el plan de seguimiento."))
        return redirect("teachers")
    asked = _asked(request.user, people)
    if request.method == "POST" and asked.people:
        batches = [
            request_batch(kind=FOLLOW_UP_PLAN, targets=targets, campaign=campaign, by=request.user)
            for campaign, targets in asked.ready.items()
        ]
        return redirect("reports:batch", batches[0].pk) if len(batches) == 1 else redirect("reports:documents")
    return render(request, "reports/documents/request_plans.html", {"asked": asked})


@login_required
@require_safe
def batch_page(request: AuthedRequest, batch_id: UUID) -> HttpResponse:
    """How far each document of a batch is, for who asked for it."""
    batches = Batch.objects.visible_to(request.user).filter(requested_by=request.user)
    batch: Batch = get_visible_or_404(batches.select_related("campaign").with_progress(), pk=batch_id)
    jobs = batch.jobs.visible_to(request.user).select_related("teacher").order_by("teacher__search_name", "pk")
    waiting = jobs.unfinished().first()
    if waiting:
        runs.requeue_if_lost(waiting)
    context = {"batch": batch, "jobs": jobs, "progress": batch.progress, "waiting": waiting}
    return render(request, "reports/documents/batch.html", context)

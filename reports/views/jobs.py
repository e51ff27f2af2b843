"""Asking for a plan, and the page that shows how far it is."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accompaniment import jobs
from accompaniment.access import Denied, get_visible_or_404, require
from accompaniment.models import Campaign, Reading, Teacher
from accompaniment.services.readings import log_reading
from accompaniment.views.guards import follows_joined_records

from .. import services
from ..models import ReportJob
from ..plans import PlanRefused, build_plan, issuing_post, may_issue, missing_from

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


@login_required
@follows_joined_records
@require_http_methods(["GET", "POST"])
def request_plan(request: "AuthedRequest", teacher_id: UUID) -> HttpResponse:
    """Show what the plan will hold and what is missing; on POST, ask for it."""
    teacher = get_visible_or_404(Teacher.objects.visible_to(request.user), pk=teacher_id)
    post = issuing_post(request.user, teacher)
    require(may_issue(post))
    campaign = Campaign.objects.select_related("ugel__region").current(post.institution.ugel_id) if post else None
    if campaign is None:
        require(Denied(_("La UGEL todavía no tiene una campaña: sin ella no hay plan.")))
        raise AssertionError
    if request.method == "POST":
        return redirect(services.request_plan(teacher=teacher, campaign=campaign, by=request.user))
    context: dict[str, Any] = {"teacher": teacher, "campaign": campaign, "post": post}
    try:
        plan = build_plan(teacher=teacher, campaign=campaign, by=request.user)
        context |= {"plan": plan, "missing": missing_from(plan)}
        log_reading(
            by=request.user,
            what=Reading.What.PLAN,
            teacher=teacher,
            institution=post.institution if post else None,
            object_id=teacher.pk,
        )
    except PlanRefused as refused:
        context["refusal"] = str(refused)
    return render(request, "reports/request_plan.html", context)


@login_required
@require_GET
def job_page(request: "AuthedRequest", job_id: UUID) -> HttpResponse:
    job = get_visible_or_404(ReportJob.objects.visible_to(request.user).select_related("teacher"), pk=job_id)
    jobs.requeue_if_lost(job)
    return render(request, "reports/job.html", {"job": job})


@login_required
@require_GET
def job_progress(request: "AuthedRequest", job_id: UUID) -> JsonResponse:
    """The job page's figures, for its script."""
    job = get_visible_or_404(ReportJob.objects.visible_to(request.user), pk=job_id)
    jobs.requeue_if_lost(job)
    document = reverse("reports:document", args=[job.document_id]) if job.document_id else None
    return JsonResponse({**jobs.progress_of(job), "document": document}, headers={"Cache-Control": "no-store"})

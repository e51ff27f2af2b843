"""Asking for a document, and the page that shows how far it is."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accompaniment.access import deny, get_visible_or_404, require
from accompaniment.audit.services import log_access
from accompaniment.jobs import runs
from accompaniment.jobs.pages import progress_answer
from accompaniment.lib.drafts import login_required
from accompaniment.models import AccessLogEntry, Campaign, Teacher
from accompaniment.people.guards import follows_joined_records
from reports.documents.kinds.base import DocumentRefused
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN, NOT_ITS_ISSUER
from reports.documents.kinds.group_plan import PLANS_OF_GROUPS
from reports.documents.kinds.plain_sheet import PLAIN_SHEET
from reports.documents.kinds.session_minutes import SESSION_MINUTES
from reports.documents.kinds.session_notice import SESSION_NOTICE
from reports.documents.kinds.visit_sheet import VISIT_SHEET
from reports.documents.models.jobs import ReportJob
from reports.plans.models import FollowUpPlan
from visits.models import GroupSession, Visit
from visits.record.access_log import log_visit_access

from .requests import request_document
from .rights import plan_post

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


SHEETS = {sheet.look: sheet for sheet in (VISIT_SHEET, PLAIN_SHEET)}


@login_required
@follows_joined_records
@require_http_methods(["GET", "POST"])
def request_plan(request: "AuthedRequest", teacher_id: UUID) -> HttpResponse:
    """Show what the plan will hold and what is missing; on POST, ask for it."""
    teacher = get_visible_or_404(Teacher.objects.visible_to(request.user), pk=teacher_id)
    post = plan_post(request.user, teacher)
    if post is None:
        deny(NOT_ITS_ISSUER)
    campaign = Campaign.objects.select_related("ugel__region").current(post.institution.ugel_id)
    if campaign is None:
        deny(_("La UGEL todavía no abrió el año de acompañamiento: sin él no hay plan."))
    if request.method == "POST":
        asked = request_document(kind=FOLLOW_UP_PLAN, target=teacher, campaign=campaign, by=request.user)
        return redirect(asked)
    context: dict[str, Any] = {"teacher": teacher, "campaign": campaign, "post": post}
    try:
        plan = FOLLOW_UP_PLAN.gather(teacher, campaign=campaign, by=request.user)
        context |= {"plan": plan, "missing": FOLLOW_UP_PLAN.missing_from(plan)}
        log_access(
            by=request.user,
            what=AccessLogEntry.What.PLAN,
            teacher=teacher,
            institution=post.institution,
            object_id=teacher.pk,
        )
    except DocumentRefused as refused:
        context["refusal"] = str(refused)
    return render(request, "reports/documents/request_plan.html", context)


@login_required
@require_POST
def group_plan_issue(request: "AuthedRequest", plan_id: UUID) -> HttpResponse:
    plans = FollowUpPlan.objects.visible_to(request.user).filter(post=None).select_related("campaign__ugel__region")
    plan = get_visible_or_404(plans, pk=plan_id)
    kind = PLANS_OF_GROUPS[plan.group]
    require(kind.may_issue(request.user, plan.about))
    return redirect(request_document(kind=kind, target=plan.about, campaign=plan.campaign, by=request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_sheet(request: "AuthedRequest", visit_id: UUID, look: str) -> HttpResponse:
    """Show a closed visit's sheet as it would be printed; on POST, ask for its PDF."""
    kind = SHEETS.get(look)
    if kind is None:
        raise Http404
    visible = Visit.objects.visible_to(request.user).select_related("teacher", "campaign", "institution")
    visit = get_visible_or_404(visible, pk=visit_id)
    require(kind.may_issue(request.user, visit))
    if request.method == "POST":
        return redirect(request_document(kind=kind, target=visit, campaign=visit.campaign, by=request.user))
    log_visit_access(by=request.user, visit=visit)
    with translation.override("es"):  # like the document that it previews
        sheet = kind.drawings(kind.gather(visit, campaign=visit.campaign, by=request.user))
    return render(request, f"reports/documents/sheet_{look}.html", {"visit": visit, "look": look, **sheet})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_minutes(request: "AuthedRequest", session_id: UUID) -> HttpResponse:
    """Say what the minutes of a group session will hold and what is missing; on POST, ask for them."""
    visible = GroupSession.objects.visible_to(request.user).select_related("campaign__ugel__region", "criterion")
    session = get_visible_or_404(visible, pk=session_id)
    require(SESSION_MINUTES.may_issue(request.user, session))
    if request.method == "POST":
        asked = request_document(kind=SESSION_MINUTES, target=session, campaign=session.campaign, by=request.user)
        return redirect(asked)
    context: dict[str, Any] = {"session": session}
    try:
        minutes = SESSION_MINUTES.gather(session, campaign=session.campaign, by=request.user)
        context |= {"minutes": minutes, "missing": SESSION_MINUTES.missing_from(minutes)}
    except DocumentRefused as refused:
        context["refusal"] = str(refused)
    return render(request, "reports/documents/session_minutes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_notice(request: "AuthedRequest", session_id: UUID) -> HttpResponse:
    """Say what the notice for the wall will hold; on POST, ask for it."""
    visible = GroupSession.objects.visible_to(request.user).select_related("campaign__ugel__region")
    session = get_visible_or_404(visible, pk=session_id)
    require(SESSION_NOTICE.may_issue(request.user, session))
    if request.method == "POST":
        asked = request_document(kind=SESSION_NOTICE, target=session, campaign=session.campaign, by=request.user)
        return redirect(asked)
    return render(request, "reports/documents/session_notice.html", {"session": session})


@login_required
@require_GET
def job_page(request: "AuthedRequest", job_id: UUID) -> HttpResponse:
    job = get_visible_or_404(
        ReportJob.objects.visible_to(request.user).select_related("teacher", "campaign"), pk=job_id
    )
    runs.requeue_if_lost(job)
    return render(request, "reports/documents/job.html", {"job": job})


@login_required
@require_GET
def job_progress(request: "AuthedRequest", job_id: UUID) -> JsonResponse:
    """The job page's figures, for its script."""
    job = get_visible_or_404(ReportJob.objects.visible_to(request.user), pk=job_id)
    document = reverse("reports:document", args=[job.document_id]) if job.document_id else None
    return progress_answer(job, document=document)

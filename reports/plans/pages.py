"""The follow-up plan of a person: prepared, read, written, commented on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of, require
from accompaniment.audit.services import log_access, log_where_followed
from accompaniment.lib.drafts import login_required, typed, wants_json
from accompaniment.lib.paging import page_of
from accompaniment.models import AccessLogEntry, Campaign, Post, Teacher, User
from accompaniment.people.guards import follows_joined_records
from reports.plans.models import FollowUpPlan, PlanLine

from .drafting import draft_plan
from .forms import CloseForm, CommentForm, PlanForm
from .group_levels import levels_of_group
from .group_pages import require_writer
from .groups import posts_of_plan
from .progress import balance_of, progress_of
from .services import close_plan, comment_on_plan, reopen_plan, write_plan
from .writers import NOT_ITS_WRITER, writing_post

PAGE = 50
SHOWN = ("post__teacher", "institution", "companion__user", "network", "ugel")


@login_required
@follows_joined_records
@require_http_methods(["GET", "HEAD", "POST"])
def plan_prepare(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
    """Lead to the person's plan; where there is none this year, say so, and on POST draft one."""
    teacher = get_visible_or_404(Teacher.objects.visible_to(request.user), pk=teacher_id)
    plans = FollowUpPlan.objects.visible_to(request.user).filter(post__teacher=teacher)
    post = writing_post(request.user, teacher)
    campaign = Campaign.objects.current(post.institution.ugel_id) if post else None
    found = plans.filter(post=post, campaign=campaign).first() if campaign else plans.first()
    if found:
        return redirect(found)
    if request.method == "POST":
        plan = draft_plan(post=_writing(post), campaign=_running(campaign), by=request.user)
        return redirect("reports:plan_edit", plan.pk)
    context = {
        "teacher": teacher,
        "may_prepare": campaign is not None,
        "earlier": plans.first(),
        "is_own": reach_of(request.user).is_own_record(teacher.pk),
    }
    return render(request, "reports/plans/prepare.html", context)


def _writing(post: Post | None) -> Post:
    return post or deny(NOT_ITS_WRITER)


def _running(campaign: Campaign | None) -> Campaign:
    return campaign or deny(_("La UGEL todavía no abrió el año de acompañamiento: sin él no hay plan."))


@login_required
@require_GET
def plan_page(request: AuthedRequest, plan_id: UUID) -> HttpResponse:
    plan = _visible(request, plan_id)
    _log(request, plan)
    return render(request, "reports/plans/plan.html", _read(request, plan))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: AuthedRequest, plan_id: UUID) -> HttpResponse:
    plan = _written(request, plan_id)
    form = PlanForm(typed(request), row=plan, by=request.user)
    is_saved = (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(write_plan, plan=plan, written=form.written(), by=request.user)
    )
    if wants_json(request):
        return JsonResponse(_told(plan, request.user) if is_saved else {"state": "unsaved"})
    if is_saved:
        messages.success(request, _("El plan quedó guardado."))
        return redirect("reports:plan_edit" if "more" in request.POST else "reports:plan", plan.pk)
    _log(request, plan)
    return render(request, "reports/plans/edit.html", {"plan": plan, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_comment(request: AuthedRequest, plan_id: UUID) -> HttpResponse:
    plan = _visible(request, plan_id)
    if not _is_own(request, plan):
        deny(_("Aquí escribe la persona de quien es el plan."))
    form = CommentForm(typed(request), row=plan)
    if request.method == "POST" and form.is_valid() and form.accepted(comment_on_plan, plan=plan, **form.cleaned_data):
        messages.success(request, _("Tu comentario quedó guardado: lo leerán quienes escriben tu plan."))
        return redirect(plan)
    return render(request, "reports/plans/comment.html", {"plan": plan, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_close(request: AuthedRequest, plan_id: UUID) -> HttpResponse:
    plan = _written(request, plan_id)
    begins_with = balance_of(plan, progress_of(plan, request.user))
    form = CloseForm(typed(request), row=plan, begins_with=begins_with)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(close_plan, plan=plan, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("El plan quedó cerrado, con su balance. Emítelo una vez más para el archivo."))
        return redirect(plan)
    return render(request, "reports/plans/close.html", {"plan": plan, "form": form})


@login_required
@require_POST
def plan_reopen(request: AuthedRequest, plan_id: UUID) -> HttpResponse:
    plan = _visible(request, plan_id)
    if not plan.is_writer:
        deny(NOT_ITS_WRITER)
    if plan.campaign.is_closed:
        require(plan.writable())
    reopen_plan(plan=plan)
    return redirect(plan)


@login_required
@require_GET
def plans_behind(request: AuthedRequest) -> HttpResponse:
    """What should have been done by now, in the plans that the user writes: by person, the oldest first."""
    require_writer(request)
    plans = FollowUpPlan.objects.written_by(request.user).open()
    lines = PlanLine.objects.filter(plan__in=plans.values("pk")).behind()
    page = page_of(request, lines.select_related(*(f"plan__{way}" for way in SHOWN)), size=PAGE)
    log_where_followed(by=request.user, what=AccessLogEntry.What.DASHBOARD)
    return render(request, "reports/plans/behind.html", {"page": page})


@login_required
@require_GET
def plan_revision(request: AuthedRequest, plan_id: UUID, number: int) -> HttpResponse:
    """What the plan said once, to be read beside what it says now."""
    plan = _visible(request, plan_id)
    revision = get_object_or_404(plan.revisions.select_related("by"), number=number)
    _log(request, plan)
    context = {"plan": plan, "revision": revision, "content": revision.content}
    return render(request, "reports/plans/revision.html", context)


def _visible(request: AuthedRequest, plan_id: UUID) -> Any:
    plans = FollowUpPlan.objects.visible_to(request.user).as_met_by(request.user).whole()
    plan: Any = get_visible_or_404(plans, pk=plan_id)
    if plan.is_apart:
        deny(_("Cierra primero tu observación de esta persona: el plan puede decir sus niveles."))
    return plan


def _written(request: AuthedRequest, plan_id: UUID) -> Any:
    plan = _visible(request, plan_id)
    if not plan.is_writer:
        deny(NOT_ITS_WRITER)
    require(plan.writable())
    return plan


def _read(request: AuthedRequest, plan: Any) -> dict[str, Any]:
    return {
        "plan": plan,
        "content": plan.content(),
        "may_write": plan.is_writer and bool(plan.writable()),
        "may_issue": plan.is_writer if plan.group else plan.is_issuer,
        "progress": progress_of(plan, request.user),
        "behind": [line for line in plan.lines.all() if line.is_behind],
        "is_own": _is_own(request, plan),
        "levels": levels_of_group(posts_of_plan(plan), plan.campaign, request.user) if plan.group else [],
        "revisions": list(plan.revisions.select_related("by").defer("content")),
    }


def _is_own(request: AuthedRequest, plan: Any) -> bool:
    return plan.post is not None and reach_of(request.user).is_own_record(plan.post.teacher_id)


def _told(plan: FollowUpPlan, by: User) -> dict[str, Any]:
    """What a page that saved by itself goes on with."""
    stored = PlanForm(row=FollowUpPlan.objects.whole().get(pk=plan.pk), by=by)
    names = ("opened", "goals", "lines")
    return {
        "state": "received",
        "at": timezone.localtime().strftime("%H:%M"),
        "fields": {name: stored[name].value() for name in names},
    }


def _log(request: AuthedRequest, plan: Any) -> None:
    """Of a group's plan too, which names no person."""
    log_access(
        by=request.user,
        what=AccessLogEntry.What.PLAN,
        teacher=plan.teacher,
        institution=plan.post.institution if plan.post else plan.institution,
        object_id=plan.pk,
    )

"""Plans of groups: which the user writes, and how one is begun."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accompaniment.access import AuthedRequest, deny, reach_of
from accompaniment.lib.drafts import login_required
from accompaniment.models import Campaign
from reports.plans.models import FollowUpPlan

from .group_drafting import draft_group_plan
from .groups import GROUPS, groups_of


@login_required
@require_GET
def plan_list(request: AuthedRequest) -> HttpResponse:
    """The groups whose plan the user writes."""
    require_writer(request)
    return render(request, "reports/plans/list.html", {"groups": groups_of(request.user)})


def require_writer(request: AuthedRequest) -> None:
    reach = reach_of(request.user)
    if not (reach.is_companion or reach.is_specialist or reach.is_director):
        deny(_("Los planes los escriben quienes acompañan, dirigen o coordinan en la UGEL."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_plan(request: AuthedRequest, group: str, about_id: int) -> HttpResponse:
    """Lead to the group's plan of this year; where there is none, say so, and on POST draft one."""
    about = _answered_for(request, group, about_id)
    campaign = Campaign.objects.current(GROUPS[group].ugel_of(about).pk)
    plans = FollowUpPlan.objects.visible_to(request.user).filter(**{group: about})
    found = plans.filter(campaign=campaign).first() if campaign else plans.first()
    if found:
        return redirect(found)
    if request.method == "POST":
        if campaign is None:
            deny(_("La UGEL todavía no abrió el año de acompañamiento: sin él no hay plan."))
        plan = draft_group_plan(group=group, about=about, campaign=campaign, by=request.user)
        return redirect("reports:plan_edit", plan.pk)
    context = {"about": about, "title": GROUPS[group].title, "campaign": campaign, "earlier": plans.first()}
    return render(request, "reports/plans/prepare_group.html", context)


def _answered_for(request: AuthedRequest, group: str, about_id: int) -> Any:
    if group not in GROUPS:
        raise Http404
    about = GROUPS[group].rows().filter(pk=about_id).first()
    if about is None or not GROUPS[group].is_answered_for(request.user, about):
        raise Http404
    return about

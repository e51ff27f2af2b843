"""Campaigns of a UGEL: the years, one year's plan, editing it while open, closing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accompaniment.access import AuthedRequest, get_visible_or_404, reach_of
from accompaniment.access.guards import is_specialist, require_specialist
from accompaniment.accounts.models import User
from accompaniment.lib.bodies import takes_files
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.people.models.posts import Teacher
from accompaniment.territory.models import Area, Ugel

from .blocks import of_year
from .campaign_settings import CampaignPlan, CampaignSettings, settings_of
from .closing_needs import ClosingNeed
from .forms import CampaignForm, LetterheadImageForm, NewCampaignForm
from .guards import managed_campaign_or_refused, open_campaign_or_refused, require_campaign_reader
from .letterheads import open_image
from .models import Campaign, CampaignQuerySet, Phase, RegionalCampaign, Strategy
from .school_days import Block
from .services import change_letterhead_image, close_campaign, edit_campaign, open_campaign, reopen_campaign
from .session_kinds.data import SessionKindData
from .session_kinds.models import SessionKind
from .year_drawn import drawn_year

PAGE = 25


@login_required
@require_GET
def campaign_list(request: AuthedRequest) -> HttpResponse:
    require_campaign_reader(request.user)
    campaigns = Campaign.objects.visible_to(request.user).order_by("-year", "ugel__name")
    page = page_of(request, campaigns, size=PAGE, annotate=_with_assignments)
    regional = RegionalCampaign.objects.visible_to(request.user).select_related("region")[:PAGE]
    return render(request, "accompaniment/campaigns/campaigns.html", {"page": page, "regional": regional})


def _with_assignments(campaigns: CampaignQuerySet) -> CampaignQuerySet:
    return campaigns.select_related("ugel", "regional").annotate(n_assignments=Count("assignments"))


@login_required
@require_http_methods(["GET", "POST"])
def campaign_new(request: AuthedRequest) -> HttpResponse:
    require_specialist(request.user)
    ugels = Ugel.objects.managed_by(request.user)
    latest = Campaign.objects.managed_by(request.user).first()
    form = NewCampaignForm(typed(request), ugels=ugels, initial={"letterhead": latest.letterhead} if latest else {})
    if request.method == "POST" and form.is_valid():
        campaign = form.attempt(open_campaign, ugel=form.cleaned_data["ugel"], data=form.campaign())
        if campaign:
            messages.success(request, _("El año quedó abierto. Revisa sus fases, visitas y normas."))
            return redirect("campaign", campaign.pk)
    return render(
        request, "accompaniment/campaigns/campaign_new.html", {"form": form, **_starting_points(request.user)}
    )


def _starting_points(user: User) -> dict[str, Any]:
    """What a campaign can start from instead of an empty form: each UGEL's latest one, and the region's for a year."""
    own = Campaign.objects.managed_by(user).select_related("ugel").order_by("ugel__name", "-year")
    campaigns = list(own)
    latest = [next(rows) for _ugel, rows in groupby(campaigns, key=lambda campaign: campaign.ugel_id)]
    regional = list(RegionalCampaign.objects.visible_to(user).select_related("region").order_by("-year"))
    ugels = list(Ugel.objects.managed_by(user))
    taken = {(campaign.ugel_id, campaign.year) for campaign in campaigns}
    return {
        "latest": latest,
        "regional": [
            row
            for row in regional
            if any(u.region_id == row.region_id and (u.pk, row.year) not in taken for u in ugels)
        ],
    }


def settings_context(campaign_settings: CampaignSettings) -> dict[str, Any]:
    """Return what `_campaign_settings.html` shows of a campaign."""
    return {
        "campaign_settings": campaign_settings,
        "phases": [(Phase(phase).label, *days) for phase, days in campaign_settings.plan.phases.items()],
        "targets": _targets(campaign_settings.plan),
        "session_kinds": _kinds(campaign_settings.session_kinds),
        "holidays": campaign_settings.plan.holidays,
        "closing_needs": [ClosingNeed(need).label for need in campaign_settings.data.closing_needs],
        "school_year": drawn_year(campaign_settings.plan),
        "letterhead": [line.strip() for line in campaign_settings.data.letterhead.splitlines() if line.strip()],
    }


def _kinds(kinds: Mapping[str, SessionKindData]) -> list[SessionKind]:
    """Unstored: the rows that a page shows of what the settings say."""
    return [SessionKind(code=code, order=n, **vars(data)) for n, (code, data) in enumerate(kinds.items(), 1)]


def _targets(plan: CampaignPlan) -> list[dict[str, Any]]:
    """A row for each kind of person and area, with how often each strategy is owed to them."""
    order = list(Teacher.Kind.values)
    rows: dict[tuple[str, str], dict[str, int | None]] = {}
    for (strategy, kind, area), times in plan.targets.items():
        rows.setdefault((kind, area), {})[strategy] = times
    return [
        {
            "kind": Teacher.Kind(kind).label,
            "area": Area(area).label if area else "",
            "times": [rows[kind, area].get(strategy) for strategy in Strategy.values],
        }
        for kind, area in sorted(rows, key=lambda key: (order.index(key[0]), key[1]))
    ]


@login_required
@require_GET
def campaign_detail(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    require_campaign_reader(request.user)
    campaigns = Campaign.objects.visible_to(request.user).select_related("ugel", "regional__region")
    campaign = get_visible_or_404(campaigns, pk=campaign_id)
    may_edit = reach_of(request.user).keeps(campaign.ugel_id)
    context = {"campaign": campaign, "may_edit": may_edit, **settings_context(settings_of(campaign))}
    return render(request, "accompaniment/campaigns/campaign.html", context)


@login_required
@require_GET
def campaign_letterhead(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    """The image of the letterhead, for whoever reads the campaign."""
    require_campaign_reader(request.user)
    campaign = get_visible_or_404(Campaign.objects.visible_to(request.user), pk=campaign_id)
    try:
        content = open_image(campaign.letterhead_image)
    except FileNotFoundError as missing:
        raise Http404 from missing
    headers = {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/png", headers=headers)


@takes_files(by=is_specialist)
@login_required
@require_http_methods(["GET", "POST"])
def campaign_image(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    """Choose the image of the letterhead, or take it off."""
    campaign = open_campaign_or_refused(request, campaign_id)
    form = LetterheadImageForm(typed(request), request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        change_letterhead_image(campaign=campaign, image=None)
        messages.success(request, _("El membrete quedó sin imagen."))
        return redirect("campaign", campaign.pk)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(change_letterhead_image, campaign=campaign, **form.cleaned_data)
    ):
        messages.success(request, _("La imagen del membrete quedó guardada."))
        return redirect("campaign", campaign.pk)
    return render(request, "accompaniment/campaigns/campaign_image.html", {"campaign": campaign, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def campaign_edit(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    """`?weeks_of=` fills in other blocks to be looked at: those of another year, moved to this one, or of its norm."""
    campaign = open_campaign_or_refused(request, campaign_id)
    form = CampaignForm(typed(request), campaign_settings=settings_of(campaign), row=campaign)
    offered = _weeks_to_copy(campaign)
    copied = request.GET.get("weeks_of", "")
    if copied in offered:
        form.fill_in_weeks(offered[copied])
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(edit_campaign, campaign=campaign, data=form.campaign(), plan=form.plan())
    ):
        messages.success(request, _("El año quedó guardado."))
        return redirect("campaign", campaign.pk)
    context = {"campaign": campaign, "form": form, "offered": offered, "is_copied": copied in offered}
    return render(request, "accompaniment/campaigns/campaign_edit.html", context)


def _weeks_to_copy(campaign: Campaign) -> dict[str, list[Block]]:
    """The blocks that a year can take over: those of its norm, and of its UGEL's other years, moved to this one."""
    others = Campaign.objects.filter(ugel=campaign.ugel).exclude(pk=campaign.pk).exclude(blocks=[])
    moved = {
        str(one.year): [block.moved(campaign.year - one.year) for block in one.school_year.blocks] for one in others
    }
    now = list(campaign.school_year.blocks)
    return {name: weeks for name, weeks in {"norm": of_year(campaign.year), **moved}.items() if weeks not in ([], now)}


@login_required
@require_http_methods(["GET", "POST"])
def campaign_close(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    campaign = open_campaign_or_refused(request, campaign_id)
    if request.method == "POST":
        return _turned(request, close_campaign, campaign, _("El año %(year)s quedó cerrado."))
    context = {"campaign": campaign, "ending": campaign.assignments.all()}
    return render(request, "accompaniment/campaigns/campaign_close.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def campaign_reopen(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    campaign = managed_campaign_or_refused(request, campaign_id)
    if request.method == "POST":
        return _turned(request, reopen_campaign, campaign, _("El año %(year)s está abierto otra vez."))
    return render(request, "accompaniment/campaigns/campaign_reopen.html", {"campaign": campaign})


def _turned(request: AuthedRequest, service: Callable[..., Campaign], campaign: Campaign, done: str) -> HttpResponse:
    """Close or reopen the campaign, and lead to its page with `done`, or with why that could not be."""
    try:
        service(campaign=campaign)
        messages.success(request, done % {"year": campaign.year})
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("campaign", campaign.pk)

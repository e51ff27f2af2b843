"""Starting a campaign from another: last year's, or the region's of the year; seen before it is made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, deny, get_visible_or_404
from accompaniment.access.guards import require_specialist
from accompaniment.lib.drafts import login_required, typed
from accompaniment.territory.models import Ugel

from .campaign_settings import CampaignSettings, of_next_year, regional_settings, settings_of
from .forms import UgelForm
from .guards import managed_campaign_or_refused, require_campaign_reader
from .models import Campaign, RegionalCampaign
from .pages import settings_context
from .services import open_from_settings


@login_required
@require_http_methods(["GET", "POST"])
def campaign_copy(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    """Show what the next year's campaign would say if it began from this one, and open it."""
    campaign = managed_campaign_or_refused(request, campaign_id)
    campaign_settings = of_next_year(settings_of(campaign))
    already = Campaign.objects.filter(ugel=campaign.ugel, year=campaign_settings.data.year).first()
    if request.method == "POST" and not already and (opened := _open(request, campaign.ugel, campaign_settings)):
        return redirect("campaign", opened.pk)
    context = {
        "source": campaign,
        "ugel": campaign.ugel,
        "already": already,
        "is_copy": True,
        **settings_context(campaign_settings),
    }
    return render(request, "accompaniment/campaigns/campaign_copy.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def campaign_from_regional(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    """Show what the region proposes for the year, and open the campaign of a UGEL with it."""
    require_campaign_reader(request.user)
    regional = get_visible_or_404(
        RegionalCampaign.objects.visible_to(request.user).select_related("region"), pk=campaign_id
    )
    require_specialist(request.user)
    ugels = Ugel.objects.managed_by(request.user).filter(region=regional.region)
    ugels = ugels.exclude(campaigns__year=regional.year)
    if not ugels.exists():
        deny(_("Tus UGEL ya tienen campaña de ese año, o son de otra región."))
    form = UgelForm(typed(request), ugels=ugels)
    campaign_settings = regional_settings(regional)
    if request.method == "POST" and form.is_valid():
        ugel: Ugel = form.cleaned_data["ugel"]
        if opened := _open(request, ugel, _with_letterhead_of(campaign_settings, ugel)):
            return redirect("campaign", opened.pk)
    context: dict[str, Any] = {"source": regional, "form": form, **settings_context(campaign_settings)}
    return render(request, "accompaniment/campaigns/campaign_copy.html", context)


def _with_letterhead_of(campaign_settings: CampaignSettings, ugel: Ugel) -> CampaignSettings:
    """Return the region's settings with the UGEL's own line under the region's."""
    lines = campaign_settings.data.letterhead.rstrip()
    if ugel.name in lines:
        return campaign_settings
    return replace(campaign_settings, data=replace(campaign_settings.data, letterhead=f"{lines}\n{ugel.name}"))


def _open(request: AuthedRequest, ugel: Ugel, campaign_settings: CampaignSettings) -> Campaign | None:
    try:
        campaign = open_from_settings(ugel=ugel, campaign_settings=campaign_settings)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None
    messages.success(request, _("La campaña quedó abierta. Revísala y cambia lo que este año sea distinto."))
    return campaign

"""Starting a campaign from last year's, seen before it is made."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.lib.drafts import login_required
from accompaniment.territory.models import Ugel

from .campaign_settings import CampaignSettings, of_next_year, settings_of
from .guards import managed_campaign_or_refused
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
    if request.method == "POST" and not already:
        opened = opened_or_told(request, campaign.ugel, campaign_settings)
        if opened:
            return redirect("campaign", opened.pk)
    context = {
        "source": campaign,
        "ugel": campaign.ugel,
        "already": already,
        "is_copy": True,
        **settings_context(campaign_settings),
    }
    return render(request, "accompaniment/campaigns/campaign_copy.html", context)


def opened_or_told(
    request: AuthedRequest, ugel: Ugel, campaign_settings: CampaignSettings, regional: RegionalCampaign | None = None
) -> Campaign | None:
    """Open the campaign; when that can't be, say why on the next page and return None."""
    try:
        campaign = open_from_settings(ugel=ugel, campaign_settings=campaign_settings, regional=regional)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None
    messages.success(request, _("El año quedó abierto. Revísalo y cambia lo que ahora sea distinto."))
    return campaign

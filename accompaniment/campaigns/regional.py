"""What a region proposes to its UGELs for a year: the administrator keeps it, and the UGELs start from it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.accounts.models import User
from accompaniment.lib.drafts import login_required, typed

from .campaign_settings import regional_settings
from .forms import CampaignForm, NewRegionalForm
from .guards import require_campaign_reader
from .models import RegionalCampaign
from .pages import settings_context
from .services import save_regional


def require_administrator(user: User) -> None:
    if not reach_of(user).is_administrator:
        deny(_("La campaña de la región la prepara la administradora."))


@login_required
@require_http_methods(["GET", "POST"])
def regional_new(request: AuthedRequest) -> HttpResponse:
    require_administrator(request.user)
    form = NewRegionalForm(typed(request))
    if request.method == "POST" and form.is_valid():
        campaign = RegionalCampaign(region=form.cleaned_data["region"])
        if form.accepted(save_regional, campaign=campaign, data=form.campaign()):
            messages.success(request, _("La campaña de la región quedó guardada. Revisa lo que propone a sus UGEL."))
            return redirect("regional_campaign", campaign.pk)
    return render(request, "accompaniment/campaigns/regional_new.html", {"form": form})


@login_required
@require_GET
def regional_detail(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    campaign = _visible(request, campaign_id)
    reach = reach_of(request.user)
    context = {
        "campaign": campaign,
        "may_edit": reach.is_administrator,
        **settings_context(regional_settings(campaign)),
    }
    return render(request, "accompaniment/campaigns/regional.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def regional_edit(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    campaign = _visible(request, campaign_id)
    require_administrator(request.user)
    form = CampaignForm(typed(request), campaign_settings=regional_settings(campaign), row=campaign)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(save_regional, campaign=campaign, data=form.campaign(), plan=form.plan())
    ):
        messages.success(request, _("La campaña de la región quedó guardada."))
        return redirect("regional_campaign", campaign.pk)
    return render(request, "accompaniment/campaigns/regional_edit.html", {"campaign": campaign, "form": form})


def _visible(request: AuthedRequest, campaign_id: int) -> RegionalCampaign:
    require_campaign_reader(request.user)
    campaigns = RegionalCampaign.objects.visible_to(request.user).select_related("region")
    return get_visible_or_404(campaigns, pk=campaign_id)

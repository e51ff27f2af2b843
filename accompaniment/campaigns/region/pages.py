"""What a region proposes to its UGELs for a year: prepared and published by the administrator, taken over by them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of
from accompaniment.access.guards import require_specialist
from accompaniment.accounts.models import User
from accompaniment.campaigns.campaign_settings import regional_settings
from accompaniment.campaigns.copies import opened_or_told
from accompaniment.campaigns.forms import CampaignForm, NewRegionalForm
from accompaniment.campaigns.guards import open_campaign_or_refused, require_campaign_reader
from accompaniment.campaigns.models import Campaign, RegionalCampaign
from accompaniment.campaigns.pages import settings_context
from accompaniment.lib.drafts import login_required, typed
from accompaniment.territory.models import Ugel

from .differences import proposal_to
from .forms import CatchUpForm, UgelForm
from .services import publish_regional, save_regional, take_over_regional, withdraw_regional


def require_administrator(user: User) -> None:
    if not reach_of(user).is_administrator:
        deny(_("La propuesta de la región la prepara la administradora."))


@login_required
@require_http_methods(["GET", "POST"])
def regional_new(request: AuthedRequest) -> HttpResponse:
    require_administrator(request.user)
    form = NewRegionalForm(typed(request))
    if request.method == "POST" and form.is_valid():
        campaign = RegionalCampaign(region=form.cleaned_data["region"])
        if form.accepted(save_regional, campaign=campaign, data=form.campaign()):
            messages.success(request, _("Quedó como borrador. Revísala y publícala: desde entonces la ven sus UGEL."))
            return redirect("regional_campaign", campaign.pk)
    return render(request, "accompaniment/campaigns/regional_new.html", {"form": form})


@login_required
@require_GET
def regional_detail(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    campaign = _visible(request, campaign_id)
    reach = reach_of(request.user)
    begun = Campaign.objects.visible_to(request.user).filter(regional=campaign).select_related("ugel", "regional")
    context = {
        "campaign": campaign,
        "may_edit": reach.is_administrator,
        "begun": begun.order_by("ugel__name"),
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
        messages.success(request, _("La propuesta de la región quedó guardada."))
        return redirect("regional_campaign", campaign.pk)
    return render(request, "accompaniment/campaigns/regional_edit.html", {"campaign": campaign, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def regional_publication(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    """Ask before publishing the proposal or withdrawing it, and do what the button said."""
    campaign = _visible(request, campaign_id)
    require_administrator(request.user)
    if request.method == "POST":
        service = withdraw_regional if "withdraw" in request.POST else publish_regional
        try:
            service(campaign=campaign)
            messages.success(request, _published(campaign))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect("regional_campaign", campaign.pk)
    return render(request, "accompaniment/campaigns/regional_publication.html", {"campaign": campaign})


def _published(campaign: RegionalCampaign) -> str:
    if campaign.is_published:
        return _("La propuesta de la región está publicada: sus UGEL ya pueden abrir su año con ella.")
    return _("La propuesta de la región es otra vez un borrador.")


@login_required
@require_http_methods(["GET", "POST"])
def campaign_from_regional(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    """Show what the region proposes for the year, and open the campaign of a UGEL with it."""
    regional = _visible(request, campaign_id)
    require_specialist(request.user)
    ugels = Ugel.objects.managed_by(request.user).filter(region=regional.region)
    ugels = ugels.exclude(campaigns__year=regional.year)
    if not ugels.exists():
        deny(_("Tus UGEL ya abrieron ese año, o son de otra región."))
    form = UgelForm(typed(request), ugels=ugels)
    if request.method == "POST" and form.is_valid():
        ugel: Ugel = form.cleaned_data["ugel"]
        if opened := opened_or_told(request, ugel, proposal_to(ugel, regional.settings), regional):
            return redirect("campaign", opened.pk)
    context: dict[str, Any] = {"source": regional, "form": form, **settings_context(regional_settings(regional))}
    return render(request, "accompaniment/campaigns/campaign_copy.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def campaign_catch_up(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    """What the region changed since a UGEL began with its proposal, filled in to be looked at and saved."""
    campaign = open_campaign_or_refused(request, campaign_id)
    if not campaign.is_behind_region:
        messages.info(request, _("La región no cambió nada que no hayas visto."))
        return redirect("campaign", campaign.pk)
    form = CatchUpForm(typed(request), campaign=campaign)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(
            take_over_regional, campaign=campaign, data=form.campaign(), plan=form.plan(), digest=form.digest_seen
        )
    ):
        messages.success(request, _("El año quedó al día con lo que propone la región."))
        return redirect("campaign", campaign.pk)
    return render(request, "accompaniment/campaigns/campaign_catch_up.html", {"campaign": campaign, "form": form})


def _visible(request: AuthedRequest, campaign_id: int) -> RegionalCampaign:
    require_campaign_reader(request.user)
    campaigns = RegionalCampaign.objects.visible_to(request.user).select_related("region")
    return get_visible_or_404(campaigns, pk=campaign_id)

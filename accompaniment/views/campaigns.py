"""Campaigns of a UGEL: the years, one year's plan, editing it while open, closing it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..access import AuthedRequest, Denied, get_visible_or_404, reach_of, require
from ..forms.campaigns import CampaignForm, NewCampaignForm
from ..models import Campaign, Ugel
from ..services.campaigns import close_campaign, edit_campaign, open_campaign
from .guards import managed_or_refused, require_campaign_reader, require_specialist

PAGE = 25


@login_required
@require_GET
def campaign_list(request: AuthedRequest) -> HttpResponse:
    require_campaign_reader(request.user)
    campaigns = (
        Campaign.objects.visible_to(request.user)
        .select_related("ugel")
        .annotate(n_assignments=Count("assignments"))
        .order_by("-year", "ugel__name")
    )
    page = Paginator(campaigns, PAGE).get_page(request.GET.get("page"))
    return render(request, "accompaniment/campaigns.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def campaign_new(request: AuthedRequest) -> HttpResponse:
    require_specialist(request.user)
    ugels = Ugel.objects.managed_by(request.user)
    latest = Campaign.objects.managed_by(request.user).first()
    form = NewCampaignForm(
        request.POST or None, ugels=ugels, initial={"letterhead": latest.letterhead} if latest else {}
    )
    if request.method == "POST" and form.is_valid():
        campaign = form.attempt(open_campaign, ugel=form.cleaned_data["ugel"], data=form.campaign())
        if campaign:
            messages.success(request, _("La campaña quedó abierta. Revisa sus fases, visitas y normas."))
            return redirect("campaign", campaign.pk)
    return render(request, "accompaniment/campaign_new.html", {"form": form})


@login_required
@require_GET
def campaign_detail(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    require_campaign_reader(request.user)
    campaigns = Campaign.objects.visible_to(request.user).select_related("ugel")
    campaign = get_visible_or_404(campaigns, pk=campaign_id)
    may_edit = campaign.ugel_id in reach_of(request.user).specialist_ugels
    return render(request, "accompaniment/campaign.html", {"campaign": campaign, "may_edit": may_edit})


def _open_campaign_or_refused(request: AuthedRequest, campaign_id: int) -> Campaign:
    require_campaign_reader(request.user)
    campaign = managed_or_refused(
        Campaign.objects.visible_to(request.user).select_related("ugel"),
        Campaign.objects.managed_by(request.user),
        pk=campaign_id,
    )
    if campaign.is_closed:
        require(Denied(_("La campaña %(year)s ya está cerrada: no admite cambios.") % {"year": campaign.year}))
    return campaign


@login_required
@require_http_methods(["GET", "POST"])
def campaign_edit(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    campaign = _open_campaign_or_refused(request, campaign_id)
    form = CampaignForm(request.POST or None, campaign=campaign)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(edit_campaign, campaign=campaign, data=form.campaign(), plan=form.plan())
    ):
        messages.success(request, _("La campaña quedó guardada."))
        return redirect("campaign", campaign.pk)
    return render(request, "accompaniment/campaign_edit.html", {"campaign": campaign, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def campaign_close(request: AuthedRequest, campaign_id: int) -> HttpResponse:
    campaign = _open_campaign_or_refused(request, campaign_id)
    if request.method == "POST":
        try:
            close_campaign(campaign=campaign)
            messages.success(request, _("La campaña %(year)s quedó cerrada.") % {"year": campaign.year})
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect("campaign", campaign.pk)
    return render(request, "accompaniment/campaign_close.html", {"campaign": campaign})

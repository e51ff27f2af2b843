"""What a region proposes for a year: saved as a draft, published to its UGELs, withdrawn, taken over by one of them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.services import between, log_change
from accompaniment.campaigns.campaign_settings import (
    CampaignData,
    CampaignPlan,
    CampaignSettings,
    as_json,
    default_plan,
    describe_plan,
    from_json,
)
from accompaniment.campaigns.models import Campaign, RegionalCampaign
from accompaniment.campaigns.services import check_period, check_plan, edit_campaign
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import refuse


@transaction.atomic
def save_regional(
    *, campaign: RegionalCampaign, data: CampaignData, plan: CampaignPlan | None = None
) -> RegionalCampaign:
    """Keep what a region proposes for a year; without a plan, the one that `defaults` proposes."""
    lock(campaign.region)
    check_period(data)
    plan = plan or default_plan(data)
    check_plan(data, plan)
    others = RegionalCampaign.objects.filter(region=campaign.region, year=data.year).exclude(pk=campaign.pk)
    if others.exists():
        raise refuse("year", _("Esta región ya tiene una propuesta para ese año."))
    before = from_json(campaign.settings) if campaign.settings else None
    after = CampaignSettings(data, plan, instruments=before.instruments if before else {})
    campaign.year, campaign.settings = data.year, as_json(after)
    campaign.save()
    log_change(campaign, between(describe_plan(before.plan) if before else {}, describe_plan(plan)))
    return campaign


@transaction.atomic
def publish_regional(*, campaign: RegionalCampaign) -> RegionalCampaign:
    """Let the region's UGELs see the proposal, open their campaigns with it and take over what it changes later."""
    lock(campaign)
    if campaign.is_published:
        raise ValidationError(_("Esta propuesta ya estaba publicada."))
    campaign.published_at = timezone.now()
    campaign.save(update_fields=["published_at"])
    return campaign


@transaction.atomic
def withdraw_regional(*, campaign: RegionalCampaign) -> RegionalCampaign:
    """Make the proposal a draft again; campaigns that were opened with it keep what they say."""
    lock(campaign)
    if not campaign.is_published:
        raise ValidationError(_("Esta propuesta ya era un borrador."))
    campaign.published_at = None
    campaign.save(update_fields=["published_at"])
    return campaign


@transaction.atomic
def take_over_regional(*, campaign: Campaign, data: CampaignData, plan: CampaignPlan, digest: str) -> Campaign:
    """Save a campaign after its UGEL has looked at what the region changed; from now on that counts as looked at.

    `digest` is of the proposal that the UGEL saw. Raises ValidationError when the region has changed it since.
    """
    regional = campaign.regional
    if regional is None or not regional.is_published:
        raise ValidationError(_("La región retiró su propuesta."))
    lock(regional)
    if regional.digest != digest:
        raise ValidationError(
            _("La región cambió su propuesta otra vez mientras la mirabas. Abre de nuevo esta página para ver qué.")
        )
    edit_campaign(campaign=campaign, data=data, plan=plan)
    campaign.regional_settings = regional.settings
    campaign.save(update_fields=["regional_settings"])
    return campaign

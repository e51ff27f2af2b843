"""Who may read a campaign, and who may change it; the reasons are what the page 403 says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accompaniment.access import AuthedRequest, deny, reach_of
from accompaniment.access.guards import managed_or_refused
from accompaniment.accounts.models import User

from .models import Campaign


def require_campaign_reader(user: User) -> None:
    reach = reach_of(user)
    inside = reach.is_specialist or reach.is_director or reach.is_companion
    if not (inside or reach.is_reader or reach.is_administrator):
        deny(_("Los años de acompañamiento los ven quienes acompañan, dirigen o coordinan."))


def managed_campaign_or_refused(request: AuthedRequest, campaign_id: int) -> Campaign:
    require_campaign_reader(request.user)
    campaigns = Campaign.objects.visible_to(request.user).select_related("ugel", "regional")
    return managed_or_refused(campaigns, Campaign.objects.managed_by(request.user), pk=campaign_id)


def open_campaign_or_refused(request: AuthedRequest, campaign_id: int) -> Campaign:
    """Return a campaign that the person may change and that still admits changes."""
    campaign = managed_campaign_or_refused(request, campaign_id)
    if campaign.is_closed:
        deny(_("El año %(year)s ya está cerrado: no admite cambios.") % {"year": campaign.year})
    return campaign

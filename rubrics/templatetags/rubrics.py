"""What pages of other apps show of the instruments."""

from __future__ import annotations

from typing import Any

from django import template

from accompaniment.models import Campaign
from rubrics.instruments.chosen import uses_of

register = template.Library()


@register.inclusion_tag("rubrics/instruments/_chosen_instruments.html")
def chosen_instruments(campaign: Campaign) -> dict[str, Any]:
    """The instruments that a campaign chose."""
    return {"uses": [use for use in uses_of(campaign) if use.code]}

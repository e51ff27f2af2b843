"""What a region changed in its proposal since a UGEL took it over, and what the UGEL has otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from accompaniment.campaigns.campaign_settings import CampaignSettings, from_json
from accompaniment.campaigns.models import Campaign, RegionalCampaign
from accompaniment.territory.models import Ugel


@dataclass(frozen=True)
class Difference:
    """One field of a campaign: what the region proposed, what it proposes now and what the UGEL has."""

    name: str
    before: Any
    proposed: Any
    own: Any

    @property
    def is_new(self) -> bool:
        """Whether the region changed it, to something that the UGEL does not have yet."""
        return self.proposed not in (self.before, self.own)

    @property
    def is_taken(self) -> bool:
        """Whether the UGEL loses nothing by it: it still has what the region proposed before."""
        return self.is_new and self.own == self.before


def differences(own: Mapping[str, Any], before: Mapping[str, Any], proposed: Mapping[str, Any]) -> list[Difference]:
    """Return the fields in which the three are not all equal; a field that one lacks is None there."""
    names = dict.fromkeys([*proposed, *before, *own])
    found = (Difference(name, before.get(name), proposed.get(name), own.get(name)) for name in names)
    return [row for row in found if not row.before == row.proposed == row.own]


def proposal_to(ugel: Ugel, settings: Mapping[str, Any]) -> CampaignSettings:
    """Return what a region proposes, for one of its UGELs: its own line stands under the region's letterhead."""
    proposed = from_json(settings)
    lines = proposed.data.letterhead.rstrip()
    if ugel.name in lines:
        return proposed
    return replace(proposed, data=replace(proposed.data, letterhead=f"{lines}\n{ugel.name}"))


def before_and_now(campaign: Campaign, regional: RegionalCampaign) -> tuple[CampaignSettings, CampaignSettings]:
    """Return what the region proposed when the campaign last took it over, and what it proposes now."""
    before = campaign.regional_settings or regional.settings
    return proposal_to(campaign.ugel, before), proposal_to(campaign.ugel, regional.settings)

"""Forms of a region's proposal: for which UGEL it is taken over, and looking at what the region changed in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.campaigns.campaign_settings import CampaignSettings, settings_of
from accompaniment.campaigns.forms import CampaignForm, initial_of
from accompaniment.campaigns.models import Campaign
from accompaniment.lib.forms import PlainForm
from accompaniment.territory.fields import OneUgelField
from accompaniment.territory.models import Ugel

from .differences import before_and_now, differences


class UgelForm(PlainForm):
    """For which UGEL a specialist starts a campaign from the region's."""

    ugel = OneUgelField(label=_("UGEL"), queryset=Ugel.objects.none())

    def __init__(self, *args: Any, ugels: QuerySet[Ugel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ugel"]
        assert isinstance(field, OneUgelField)  # noqa: S101 : declared above
        field.offer(ugels)


class CatchUpForm(CampaignForm):
    """A UGEL's campaign with what the region changed filled in, wherever the UGEL had left the region's proposal."""

    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, campaign: Campaign) -> None:
        regional = campaign.regional
        assert regional is not None  # noqa: S101 : the page asks
        own = settings_of(campaign)
        super().__init__(data, campaign_settings=own, row=campaign)
        self.opened_with = dict(self.initial)
        before, proposed = before_and_now(campaign, regional)
        self.differences = differences(_values(own), _values(before), _values(proposed))
        self.initial.update({row.name: row.proposed for row in self.differences if row.is_taken})
        self.initial["digest"] = regional.digest

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.digest_seen = cleaned.pop("digest", "")
        return cleaned

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What the region changed, in words: what it said, what it says, what the UGEL has, whether it is filled in."""
        return [
            {
                "field": self.name_of(row.name),
                "before": self.in_words(row.name, row.before),
                "proposed": self.in_words(row.name, row.proposed),
                "own": self.in_words(row.name, row.own),
                "is_taken": row.is_taken,
            }
            for row in self.differences
            if row.is_new
        ]


def _values(campaign_settings: CampaignSettings) -> dict[str, Any]:
    """The fields of settings as they compare: days off and weeks by date, however they were typed."""
    values = initial_of(campaign_settings)
    return {**values, "holidays": sorted(values["holidays"]), "norms": list(values["norms"])}

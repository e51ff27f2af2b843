"""Networks, places and years."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accompaniment.campaigns.campaign_settings import as_json, settings_of
from accompaniment.models import (
    Campaign,
    Network,
    RegionalCampaign,
    SessionKind,
)
from accompaniment.territory.locations.models import Location
from accompaniment.tests.at_once import Sending
from rubrics.models import CalibrationRule

from .ground import Case, place


def new_network(cast: Any) -> Case:
    places = [place(cast, n).pk for n in (20, 21)]
    names = ["Red Norte", "RED NORTE", "red norte", "Réd Norte"]
    sendings = [
        Sending(cast.berta, reverse("network_assign"), {"name": name, "institutions": places}) for name in names
    ]
    return Case(sendings, Network.objects.count)


def a_move(cast: Any) -> Case:
    where = place(cast, 22)
    typed = {"moved_on": cast.today.isoformat(), "place": "Otro lugar"}
    sending = Sending(cast.berta, reverse("institution_move", args=[where.pk]), typed)
    return Case([sending], Location.objects.filter(institution=where).current().count)


def new_campaign(cast: Any) -> Case:
    year = cast.today.year + 2
    typed = {"ugel": cast.ugel.pk, "year": year, "starts_on": f"{year}-03-01", "ends_on": f"{year}-12-15",
             "letterhead": "UGEL"}  # fmt: skip
    return Case([Sending(cast.berta, reverse("campaign_new"), typed)], Campaign.objects.filter(year=year).count)


def copied_campaign(cast: Any) -> Case:
    sending = Sending(cast.berta, reverse("campaign_copy", args=[cast.campaign.pk]))
    return Case([sending], Campaign.objects.filter(year=cast.campaign.year + 1).count)


def new_session_kind(cast: Any) -> Case:
    url = reverse("session_kind_new", args=[cast.campaign.pk])
    typed = {"led_by": "companion", "strategy": "gia", "notice_days": 3, "late_minutes": 10, "minutes": 120}
    names = ["Pasantía", "PASANTIA", "pasantía", "Pasantia"]
    sendings = [Sending(cast.berta, url, {**typed, "name": name}) for name in names]
    return Case(sendings, SessionKind.objects.filter(campaign=cast.campaign, code="pasantia").count)


def regional_campaign(cast: Any) -> Case:
    year = cast.today.year + 2
    typed = {"region": cast.region.pk, "year": year, "starts_on": f"{year}-03-01", "ends_on": f"{year}-12-15",
             "letterhead": "DRE"}  # fmt: skip
    rows = RegionalCampaign.objects.filter(year=year)
    return Case([Sending(cast.alma, reverse("regional_new"), typed)], rows.count)


def campaign_from_the_region(cast: Any) -> Case:
    settings = as_json(settings_of(cast.campaign)) | {"year": cast.today.year - 1}
    shift = {"starts_on": f"{cast.today.year - 1}-03-01", "ends_on": f"{cast.today.year - 1}-12-20"}
    whole = dict.fromkeys(settings["phases"], None)
    whole = {name: [f"{cast.today.year - 1}-0{n}-01", f"{cast.today.year - 1}-0{n}-28"]
             for n, name in enumerate(whole, 4)}  # fmt: skip
    regional = RegionalCampaign.objects.create(
        region=cast.region,
        year=cast.today.year - 1,
        settings={**settings, **shift, "phases": whole},
        published_at=timezone.now(),
    )
    sending = Sending(cast.berta, reverse("campaign_from_regional", args=[regional.pk]), {"ugel": cast.ugel.pk})
    return Case([sending], Campaign.objects.filter(ugel=cast.ugel, year=regional.year).count)


def calibration_rule(cast: Any) -> Case:
    typed = {"period_days": 200, "least_pairs": 10, "least_share": 70, "least_kappa": 60, "retake_days": 30}
    sending = Sending(cast.berta, reverse("visits:calibration_rule", args=[cast.ugel.pk]), typed)
    return Case([sending], CalibrationRule.objects.count)


FORMS = [
    new_network,
    a_move,
    new_campaign,
    copied_campaign,
    new_session_kind,
    regional_campaign,
    campaign_from_the_region,
    calibration_rule,
]

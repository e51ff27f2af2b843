"""The invented UGEL: networks, jardines, programmes and the campaigns with their phases, targets and norms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accompaniment.campaigns import defaults
from accompaniment.campaigns.session_kinds.models import store_kinds
from accompaniment.lib.search import search_key
from accompaniment.models import (
    Campaign,
    CampaignNorm,
    Cycle,
    Institution,
    Network,
    PhaseDates,
    Region,
    Strategy,
    Target,
    Teacher,
    Ugel,
)

from .calendar import CampaignYear
from .texts import bank

UGEL_CODE = "999001"  # no region of Peru begins with 99
FIRST_MODULAR_CODE = 9990001
LETTERHEAD = (
    "Gobierno Regional Demostración\nDRE Demostración\nUGEL Demostración (datos inventados)\nÁrea de Gestión Pedagógica"
)
SLOGANS = {2026: "Año de la Esperanza y el Fortalecimiento de la Democracia"}
NORMS = [
    "Ley N.° 28044, Ley General de Educación, y su Reglamento, Decreto Supremo N.° 011-2012-ED",
    "Ley N.° 29944, Ley de Reforma Magisterial, y su Reglamento, Decreto Supremo N.° 004-2013-ED",
    "Resolución Ministerial N.° 0547-2012-ED, Marco de Buen Desempeño Docente",
    "Resolución Ministerial N.° 281-2016-MINEDU, Currículo Nacional de la Educación Básica, y su modificatoria",
    "Resolución Viceministerial N.° 028-2019-MINEDU, acompañamiento pedagógico en la Educación Básica",
]
SCHOOL_YEAR_NORMS = {
    2025: "Resolución Ministerial N.° 556-2024-MINEDU, disposiciones para el año escolar 2025",
    2026: "Resolución Ministerial N.° 501-2025-MINEDU, disposiciones para el año escolar 2026",
}
VISITS_OWED = {(Teacher.Kind.CLASSROOM, ""): 6, (Teacher.Kind.PROMOTER, ""): 6, (Teacher.Kind.PROMOTER, "rural"): 8}
LEVEL_CODES = {"cuna": "A1", "jardin": "A2", "cuna_jardin": "A3", "pronoei": "A5"}


@dataclass(frozen=True)
class Territory:
    ugel: Ugel
    schools: list[Institution]
    programmes: list[Institution]
    campaign: Campaign
    last_campaign: Campaign


def visits_owed(kind: str, area: str) -> int:
    """Return the visits owed in a year to a person of that kind in that area."""
    return VISITS_OWED.get((Teacher.Kind(kind), area)) or VISITS_OWED[(Teacher.Kind(kind), "")]


def create_territory(year: CampaignYear) -> Territory:
    region = Region.objects.create(name="DRE Demostración")
    ugel = Ugel.objects.create(code=UGEL_CODE, name="UGEL Demostración", region=region)
    networks = Network.objects.bulk_create(Network(ugel=ugel, name=name) for name in bank("places")["networks"])
    schools, programmes = bank("places")["schools"], bank("places")["programmes"]
    rows = Institution.objects.bulk_create(
        _institution(ugel, networks[row["network"]], number, row) for number, row in enumerate([*schools, *programmes])
    )
    return Territory(
        ugel=ugel,
        schools=rows[: len(schools)],
        programmes=rows[len(schools) :],
        campaign=_campaign(ugel, year, is_closed=False),
        last_campaign=_campaign(ugel, year.before(), is_closed=True),
    )


def _institution(ugel: Ugel, network: Network, number: int, row: dict[str, Any]) -> Institution:
    kind = row.get("kind", Institution.Kind.PRONOEI)
    is_programme = kind == Institution.Kind.PRONOEI
    places = bank("places")["place_names"]
    return Institution(
        modular_code=str(FIRST_MODULAR_CODE + number),
        local_code="" if is_programme else f"{999001 + number}",
        name=row["name"],
        search_name=search_key(row["name"]),
        kind=kind,
        level_code=LEVEL_CODES[kind],
        cycle=row.get("cycle", {"cuna": Cycle.FIRST, "jardin": Cycle.SECOND}.get(kind, "")),
        setting=row.get("setting", ""),
        management="Pública de gestión directa",
        area=row["area"],
        ugel=ugel,
        network=network,
        address="" if is_programme else f"Calle Demostración {100 + 10 * number}",
        place="Ciudad Demostración" if row["area"] == "urban" else places[number % len(places)],
        district="Distrito Demostración",
        province="Provincia Demostración",
        ubigeo="990101",
    )


def _campaign(ugel: Ugel, year: CampaignYear, *, is_closed: bool) -> Campaign:
    closed_at = datetime.combine(year.whole.ends_on + timedelta(days=4), time(16, 0))
    campaign = Campaign.objects.create(
        ugel=ugel,
        year=year.number,
        starts_on=year.whole.starts_on,
        ends_on=year.whole.ends_on,
        letterhead=LETTERHEAD,
        slogan=SLOGANS.get(year.number, ""),
        holidays=[row.as_json() for row in year.holidays],
        blocks=[row.as_json() for row in year.blocks],
        closed_at=timezone.make_aware(closed_at) if is_closed else None,
    )
    PhaseDates.objects.bulk_create(
        PhaseDates(campaign=campaign, phase=phase, starts_on=span.starts_on, ends_on=span.ends_on)
        for phase, span in year.phases.items()
    )
    Target.objects.bulk_create(
        Target(campaign=campaign, strategy=strategy, teacher_kind=kind, area=area, times=visits)
        for (kind, area), visits in VISITS_OWED.items()
        for strategy in (Strategy.VISITS, Strategy.INTERNAL_VISITS)
    )
    Target.objects.bulk_create(
        Target(campaign=campaign, strategy=row.strategy, teacher_kind=row.teacher_kind, area=row.area, times=row.times)
        for row in defaults.TARGETS
        if row.strategy not in (Strategy.VISITS, Strategy.INTERNAL_VISITS)
    )
    store_kinds(campaign, {})
    norms = [*NORMS, *filter(None, [SCHOOL_YEAR_NORMS.get(year.number)])]
    CampaignNorm.objects.bulk_create(
        CampaignNorm(campaign=campaign, order=order, citation=norm) for order, norm in enumerate(norms, start=1)
    )
    return campaign

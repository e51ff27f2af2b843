"""Everything that a campaign says, as plain data: what its pages show and edit, and what the next one starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accompaniment.people.models.posts import Teacher
from accompaniment.territory.models import Area

from . import blocks, defaults
from .holidays import Holiday, a_year_later, moved_a_year, names_by_day
from .models import Campaign, CampaignNorm, Phase, PhaseDates, RegionalCampaign, Strategy, Target
from .school_days import Block, SchoolYear
from .session_kinds.data import SessionKindData
from .session_kinds.models import kinds_of

TargetKey = tuple[str, str, str]  # strategy, kind of person, area


@dataclass(frozen=True)
class CampaignData:
    """A campaign's own fields."""

    year: int
    starts_on: date
    ends_on: date
    letterhead: str
    slogan: str = ""
    moments: Sequence[str] = field(default_factory=defaults.moments)
    documents_asked: Sequence[str] = field(default_factory=defaults.documents_asked)
    photos_allowed: bool = False
    requires_second_factor: bool = False
    urban_load: int = defaults.URBAN_LOAD
    rural_load: int = defaults.RURAL_LOAD
    coordinator_least: int = defaults.COORDINATOR_LEAST
    coordinator_load: int = defaults.COORDINATOR_LOAD
    attendance_share: int = defaults.ATTENDANCE_SHARE
    closing_needs: Sequence[str] = field(default_factory=defaults.closing_needs)


@dataclass(frozen=True)
class CampaignPlan:
    """What a campaign keeps in many rows."""

    phases: Mapping[str, tuple[date, date]]
    targets: Mapping[TargetKey, int | None] = field(default_factory=dict)  # None is no row
    norms: Sequence[str] = ()
    holidays: Sequence[Holiday] = ()
    blocks: Sequence[Block] = ()

    @property
    def school_year(self) -> SchoolYear:
        return SchoolYear(sorted(self.blocks), names_by_day(self.holidays))


@dataclass(frozen=True)
class CampaignSettings:
    """A campaign whole; `image`, `instruments` and `session_kinds` have pages of their own and come along in a copy.

    A region proposes no kinds of session: without any, a year begins with those of its UGEL's year before.
    """

    data: CampaignData
    plan: CampaignPlan
    image: str = ""
    instruments: Mapping[str, str] = field(default_factory=dict)
    session_kinds: Mapping[str, SessionKindData] = field(default_factory=dict)  # by code


def default_phases(starts_on: date, ends_on: date) -> dict[str, tuple[date, date]]:
    """Return the days of each phase, one after another without gaps, by their shares of the campaign."""
    days = (ends_on - starts_on).days + 1
    phases, begin, share = {}, starts_on, 0
    for phase, part in defaults.PHASE_SHARES:
        share += part
        end = starts_on + timedelta(days=days * share // 100 - 1)
        phases[phase] = (begin, end)
        begin = end + timedelta(days=1)
    return phases


def default_plan(data: CampaignData) -> CampaignPlan:
    """Return the phases, targets, norms and days off that `defaults` proposes for a year."""
    weeks = blocks.fitting(data.year, data.starts_on, data.ends_on)
    return CampaignPlan(
        phases=default_phases(data.starts_on, data.ends_on),
        targets={(row.strategy, row.teacher_kind, row.area): row.times for row in defaults.TARGETS},
        norms=[*defaults.NORMS, *defaults.NORMS_OF_YEAR.get(data.year, ())],
        holidays=blocks.national_holidays(data.starts_on, data.ends_on, weeks),
        blocks=weeks,
    )


def key_of(target: Target) -> TargetKey:
    return target.strategy, target.teacher_kind, target.area


def settings_of(campaign: Campaign) -> CampaignSettings:
    """Return what a campaign says now."""
    return CampaignSettings(
        data=CampaignData(**{row.name: getattr(campaign, row.name) for row in fields(CampaignData)}),
        plan=CampaignPlan(
            phases={row.phase: (row.starts_on, row.ends_on) for row in PhaseDates.objects.filter(campaign=campaign)},
            targets={key_of(row): row.times for row in Target.objects.filter(campaign=campaign)},
            norms=list(CampaignNorm.objects.filter(campaign=campaign).values_list("citation", flat=True)),
            holidays=campaign.days_off,
            blocks=campaign.school_year.blocks,
        ),
        image=campaign.letterhead_image,
        instruments=campaign.instruments,
        session_kinds={kind.code: kind.data for kind in kinds_of(campaign)},
    )


# --- As JSON: a regional campaign keeps its settings in one field ---------------------------------------------------
def as_json(campaign_settings: CampaignSettings) -> dict[str, Any]:
    data = {row.name: getattr(campaign_settings.data, row.name) for row in fields(CampaignData)}
    days = {name: data[name].isoformat() for name in ("starts_on", "ends_on")}
    plan = campaign_settings.plan
    return {
        **data,
        **days,
        "phases": {phase: [day.isoformat() for day in span] for phase, span in plan.phases.items()},
        "targets": [[*target, times] for target, times in plan.targets.items() if times is not None],
        "norms": list(plan.norms),
        "holidays": [row.as_json() for row in plan.holidays],
        "blocks": [row.as_json() for row in plan.blocks],
        "instruments": dict(campaign_settings.instruments),
    }


def from_json(stored: Mapping[str, Any]) -> CampaignSettings:
    data = {row.name: stored[row.name] for row in fields(CampaignData) if row.name in stored}
    days = {name: date.fromisoformat(data[name]) for name in ("starts_on", "ends_on")}
    return CampaignSettings(
        data=CampaignData(**{**data, **days}),
        plan=CampaignPlan(
            phases={phase: (_day(span[0]), _day(span[1])) for phase, span in stored["phases"].items()},
            targets={(strategy, kind, area): times for strategy, kind, area, times in stored["targets"]},
            norms=stored["norms"],
            holidays=[Holiday.from_json(row) for row in stored["holidays"]],
            blocks=[Block.from_json(row) for row in stored.get("blocks", ())],
        ),
        instruments=stored["instruments"],
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def regional_settings(campaign: RegionalCampaign) -> CampaignSettings:
    return from_json(campaign.settings)


# --- The next year ----------------------------------------------------------------------------------------------
def of_next_year(campaign_settings: CampaignSettings) -> CampaignSettings:
    """Return the settings a year later: dates moved; norms, blocks and holidays as that school year has them.

    The name of the year is left out, for every year has another.
    """
    data = campaign_settings.data
    starts_on, ends_on = a_year_later(data.starts_on), a_year_later(data.ends_on)
    new = replace(data, year=data.year + 1, starts_on=starts_on, ends_on=ends_on, slogan="")
    holidays = moved_a_year(
        campaign_settings.plan.holidays, former=(data.starts_on, data.ends_on), new=(starts_on, ends_on)
    )
    plan = replace(
        campaign_settings.plan,
        phases={phase: _clipped(span, starts_on, ends_on) for phase, span in campaign_settings.plan.phases.items()},
        norms=norms_of(campaign_settings.plan.norms, new.year),
        holidays=holidays,
        blocks=blocks.moved_to(new.year, campaign_settings.plan.blocks, former=data.year),
    )
    return replace(campaign_settings, data=new, plan=plan)


def _clipped(span: tuple[date, date], first: date, last: date) -> tuple[date, date]:
    begin, end = (min(max(a_year_later(day), first), last) for day in span)
    return begin, max(begin, end)


def norms_of(norms: Sequence[str], year: int) -> list[str]:
    """Return the norms without those of another school year, and those of `year`, where they are known, instead."""
    of_a_year = {norm for known in defaults.NORMS_OF_YEAR.values() for norm in known}
    lasting = [norm for norm in norms if norm not in of_a_year]
    return [*lasting, *(norm for norm in defaults.NORMS_OF_YEAR.get(year, ()) if norm not in lasting)]


# --- In words, for the log of changes ---------------------------------------------------------------------------
def describe_plan(plan: CampaignPlan) -> dict[str, Any]:
    """Return a campaign's phases, what it owes, norms and days off as the log of changes names them."""
    phases = {
        _("fase de %(phase)s") % {"phase": Phase(phase).label}: f"{_short(starts_on)} – {_short(ends_on)}"
        for phase, (starts_on, ends_on) in plan.phases.items()
    }
    targets = {_named(target): times for target, times in plan.targets.items() if times is not None}
    norms = {_("normas"): list(plan.norms)} if plan.norms else {}
    days = {_("días sin clases"): [row.as_line() for row in plan.holidays]} if plan.holidays else {}
    weeks = {str(name): lines for kind, name in blocks.KINDS.items() if (lines := blocks.lines_of(plan.blocks, kind))}
    return {**phases, **targets, **norms, **days, **weeks}


def _named(target: TargetKey) -> str:
    strategy, kind, area = target
    return _("%(what)s a %(kind)s, área %(area)s") % {
        "what": Strategy(strategy).label,
        "kind": Teacher.Kind(kind).label,
        "area": Area(area).label if area else _("cualquiera"),
    }


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")

"""Campaigns: opened with defaults from data, edited while open, closed for good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import defaults
from ..models import Campaign, CampaignNorm, Phase, PhaseDates, Ugel, VisitTarget
from .changes import between, log_change
from .people import check_dates, refuse

SHORTEST = timedelta(days=27)  # four weeks: less leaves no room for three phases


@dataclass(frozen=True)
class CampaignData:
    year: int
    starts_on: date
    ends_on: date
    letterhead: str
    slogan: str = ""


@dataclass(frozen=True)
class CampaignPlan:
    """Everything of a campaign that its specialist edits."""

    phases: Mapping[str, tuple[date, date]]
    targets: Mapping[tuple[str, str], int | None] = field(default_factory=dict)  # (kind, area): None is no row
    norms: Sequence[str] = ()


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


@transaction.atomic
def open_campaign(*, ugel: Ugel, data: CampaignData) -> Campaign:
    """Open a UGEL's campaign of a year with the phases, visits owed and norms that `defaults` proposes."""
    campaign = Campaign(ugel=ugel)
    _store(campaign, data)
    _store_plan(
        campaign,
        CampaignPlan(
            phases=default_phases(data.starts_on, data.ends_on),
            targets={(target.teacher_kind, target.area): target.visits for target in defaults.VISIT_TARGETS},
            norms=[*defaults.NORMS, *defaults.NORMS_OF_YEAR.get(data.year, ())],
        ),
    )
    return campaign


@transaction.atomic
def edit_campaign(*, campaign: Campaign, data: CampaignData, plan: CampaignPlan) -> Campaign:
    """Change an open campaign; assignments that lasted as long as it go on doing so."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    require_open(campaign)
    former_end = campaign.ends_on
    _check_phases(data, plan.phases)
    if campaign.assignments.filter(starts_on__lt=data.starts_on).exists():
        raise refuse("starts_on", _("Hay asignaciones que empiezan antes de ese día."))
    if campaign.assignments.filter(starts_on__gt=data.ends_on).exists():
        raise refuse("ends_on", _("Hay asignaciones que empiezan después de ese día."))
    _store(campaign, data)
    _store_plan(campaign, plan)
    campaign.assignments.filter(ends_on__gt=data.ends_on).update(ends_on=data.ends_on)
    lasting = campaign.assignments.filter(ends_on=former_end, post__ends_on=None, companion__ends_on=None)
    lasting.update(ends_on=data.ends_on)
    return campaign


def require_open(campaign: Campaign) -> None:
    """Raise ValidationError when the campaign was closed."""
    if campaign.is_closed:
        raise ValidationError(_("La campaña %(year)s ya está cerrada: no admite cambios.") % {"year": campaign.year})


def _store(campaign: Campaign, data: CampaignData) -> None:
    check_dates(data.starts_on, data.ends_on)
    if data.ends_on - data.starts_on < SHORTEST:
        raise refuse("ends_on", _("Una campaña dura al menos cuatro semanas."))
    if data.year not in (data.starts_on.year, data.ends_on.year):
        raise refuse("year", _("Las fechas no son de este año."))
    if Campaign.objects.filter(ugel=campaign.ugel, year=data.year).exclude(pk=campaign.pk).exists():
        raise refuse("year", _("Esta UGEL ya tiene una campaña de ese año."))
    for name, value in vars(data).items():
        setattr(campaign, name, value)
    campaign.full_clean()
    campaign.save()


def _check_phases(data: CampaignData, phases: Mapping[str, tuple[date, date]]) -> None:
    latest: tuple[str, date] | None = None
    for phase in Phase:
        starts_on, ends_on = phases[phase]
        if ends_on < starts_on:
            raise refuse(f"{phase}_ends_on", _("La fecha de fin no puede ser anterior a la de inicio."))
        if starts_on < data.starts_on:
            raise refuse(f"{phase}_starts_on", _("La fase empieza antes que la campaña."))
        if ends_on > data.ends_on:
            raise refuse(f"{phase}_ends_on", _("La fase termina después que la campaña."))
        if latest and starts_on <= latest[1]:
            raise refuse(
                f"{phase}_starts_on",
                _("Esta fase se cruza con la de %(phase)s, que va antes.") % {"phase": Phase(latest[0]).label},
            )
        latest = (phase, ends_on)


def _store_plan(campaign: Campaign, plan: CampaignPlan) -> None:
    before = described(campaign)
    _write_plan(campaign, plan)
    log_change(campaign, between(before, described(campaign)))


def described(campaign: Campaign) -> dict[str, Any]:
    """Return a campaign's phases, visits owed and norms as the log of changes names them."""
    day = "SHORT_DATE_FORMAT"
    phases = {
        _("fase de %(phase)s") % {"phase": row}: f"{date_format(row.starts_on, day)} – {date_format(row.ends_on, day)}"
        for row in PhaseDates.objects.filter(campaign=campaign)
    }
    targets = {
        _("visitas a %(kind)s, área %(area)s")
        % {"kind": row.get_teacher_kind_display(), "area": row.get_area_display() or _("cualquiera")}: row.visits
        for row in VisitTarget.objects.filter(campaign=campaign)
    }
    norms = [row.citation for row in CampaignNorm.objects.filter(campaign=campaign)]
    return {**phases, **targets, **({_("normas"): norms} if norms else {})}


def _write_plan(campaign: Campaign, plan: CampaignPlan) -> None:
    PhaseDates.objects.bulk_create(
        (
            PhaseDates(campaign=campaign, phase=phase, starts_on=starts_on, ends_on=ends_on)
            for phase, (starts_on, ends_on) in plan.phases.items()
        ),
        update_conflicts=True,
        unique_fields=["campaign", "phase"],
        update_fields=["starts_on", "ends_on"],
    )
    for (kind, area), visits in plan.targets.items():
        target = VisitTarget.objects.filter(campaign=campaign, teacher_kind=kind, area=area)
        if visits is None:
            target.delete()
        elif not target.update(visits=visits):
            VisitTarget.objects.create(campaign=campaign, teacher_kind=kind, area=area, visits=visits)
    _store_norms(campaign, plan.norms)


def _store_norms(campaign: Campaign, norms: Iterable[str]) -> None:
    campaign.norms.all().delete()
    CampaignNorm.objects.bulk_create(
        CampaignNorm(campaign=campaign, order=order, citation=citation) for order, citation in enumerate(norms, 1)
    )


@transaction.atomic
def close_campaign(*, campaign: Campaign) -> Campaign:
    """Close a campaign: from now on nothing new is assigned in it and nothing of it is edited.

    Its assignments keep their dates and may still be ended, for that only takes access away.
    """
    closed = Campaign.objects.filter(pk=campaign.pk, closed_at=None).update(closed_at=timezone.now())
    if not closed:
        raise ValidationError(_("Esta campaña ya estaba cerrada."))
    campaign.refresh_from_db()
    return campaign

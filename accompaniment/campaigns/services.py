"""Campaigns: opened with defaults from data, edited while open, closed, and opened again if need be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.services import between, log_change
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import check_dates, refuse
from accompaniment.territory.models import Ugel

from .blocks import crossing
from .campaign_settings import (
    CampaignData,
    CampaignPlan,
    CampaignSettings,
    TargetKey,
    default_plan,
    describe_plan,
    key_of,
    settings_of,
)
from .letterheads import keep_image
from .models import Campaign, CampaignNorm, Phase, PhaseDates, RegionalCampaign, Target
from .session_kinds.models import store_kinds
from .signals import assignments_ended, campaign_closed

SHORTEST = timedelta(days=27)  # four weeks: less leaves no room for three phases


def open_campaign(*, ugel: Ugel, data: CampaignData) -> Campaign:
    """Open a UGEL's campaign of a year with the phases, targets, norms and days off that `defaults` proposes."""
    check_period(data)
    return open_from_settings(ugel=ugel, campaign_settings=CampaignSettings(data, default_plan(data)))


@transaction.atomic
def open_from_settings(
    *, ugel: Ugel, campaign_settings: CampaignSettings, regional: RegionalCampaign | None = None
) -> Campaign:
    """Open a UGEL's campaign that says what `campaign_settings` say: last year's moved to this one, or the region's.

    `regional` is where they come from, if they do: what it proposes today is kept, to tell later who changed what.
    """
    lock(ugel)
    campaign = Campaign(
        ugel=ugel,
        letterhead_image=campaign_settings.image,
        instruments=dict(campaign_settings.instruments),
        regional=regional,
        regional_settings=regional.settings if regional else None,
    )
    check_plan(campaign_settings.data, campaign_settings.plan)
    _store(campaign, campaign_settings.data)
    _store_plan(campaign, campaign_settings.plan)
    store_kinds(campaign, campaign_settings.session_kinds)
    return campaign


@transaction.atomic
def edit_campaign(*, campaign: Campaign, data: CampaignData, plan: CampaignPlan) -> Campaign:
    """Change an open campaign; assignments that lasted as long as it go on doing so."""
    lock(campaign)
    require_open(campaign)
    former_end = campaign.ends_on
    check_plan(data, plan)
    if campaign.assignments.filter(starts_on__lt=data.starts_on).exists():
        raise refuse("starts_on", _("Hay asignaciones que empiezan antes de ese día."))
    if campaign.assignments.filter(starts_on__gt=data.ends_on).exists():
        raise refuse("ends_on", _("Hay asignaciones que empiezan después de ese día."))
    _store(campaign, data)
    _store_plan(campaign, plan)
    campaign.assignments.filter(ends_on__gt=data.ends_on).update(ends_on=data.ends_on)
    lasting = campaign.assignments.filter(ends_on=former_end, post__ends_on=None, companion__ends_on=None)
    lasting.update(ends_on=data.ends_on)
    if data.ends_on < former_end:
        assignments_ended.send(sender=Campaign, keys=list(campaign.assignments.values_list("pk", flat=True)))
    return campaign


def require_open(campaign: Campaign) -> None:
    """Raise ValidationError when the campaign was closed."""
    if campaign.is_closed:
        raise ValidationError(_("El año %(year)s ya está cerrado: no admite cambios.") % {"year": campaign.year})


def check_period(data: CampaignData) -> None:
    """Raise ValidationError, by field, unless the dates make a campaign of that year."""
    check_dates(data.starts_on, data.ends_on)
    if data.ends_on - data.starts_on < SHORTEST:
        raise refuse("ends_on", _("Un año de acompañamiento dura al menos cuatro semanas."))
    if data.year not in (data.starts_on.year, data.ends_on.year):
        raise refuse("year", _("Las fechas no son de este año."))
    if data.coordinator_load < data.coordinator_least:
        raise refuse("coordinator_load", _("El máximo de programas no puede ser menor que el mínimo."))


def _store(campaign: Campaign, data: CampaignData) -> None:
    check_period(data)
    if Campaign.objects.filter(ugel=campaign.ugel, year=data.year).exclude(pk=campaign.pk).exists():
        raise refuse("year", _("Esta UGEL ya abrió ese año."))
    for name, value in vars(data).items():
        setattr(campaign, name, value)
    campaign.full_clean()
    campaign.save()


def check_plan(data: CampaignData, plan: CampaignPlan) -> None:
    """Raise ValidationError, by field, unless the phases follow one another in the year and no two blocks cross."""
    _check_phases(data, plan.phases)
    if crossed := crossing(plan.blocks):
        block, said = crossed
        raise refuse(f"{block.kind.value}_weeks", said)


def _check_phases(data: CampaignData, phases: Mapping[str, tuple[date, date]]) -> None:
    latest: tuple[str, date] | None = None
    for phase in Phase:
        starts_on, ends_on = phases[phase]
        if ends_on < starts_on:
            raise refuse(f"{phase}_ends_on", _("La fecha de fin no puede ser anterior a la de inicio."))
        if starts_on < data.starts_on:
            raise refuse(f"{phase}_starts_on", _("La fase empieza antes que el año de acompañamiento."))
        if ends_on > data.ends_on:
            raise refuse(f"{phase}_ends_on", _("La fase termina después que el año de acompañamiento."))
        if latest and starts_on <= latest[1]:
            raise refuse(
                f"{phase}_starts_on",
                _("Esta fase se cruza con la de %(phase)s, que va antes.") % {"phase": Phase(latest[0]).label},
            )
        latest = (phase, ends_on)


def _store_plan(campaign: Campaign, plan: CampaignPlan) -> None:
    before = describe_plan(settings_of(campaign).plan)
    _write_plan(campaign, plan)
    log_change(campaign, between(before, describe_plan(settings_of(Campaign.objects.get(pk=campaign.pk)).plan)))


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
    _store_targets(campaign, plan.targets)
    _store_norms(campaign, plan.norms)
    campaign.holidays = [row.as_json() for row in sorted(plan.holidays)]
    campaign.blocks = [row.as_json() for row in sorted(plan.blocks)]
    campaign.save(update_fields=["holidays", "blocks"])


def _store_targets(campaign: Campaign, targets: Mapping[TargetKey, int | None]) -> None:
    keep = {key: times for key, times in targets.items() if times is not None}
    dropped = [row.pk for row in campaign.targets.all() if targets.get(key_of(row), row.times) is None]
    campaign.targets.filter(pk__in=dropped).delete()
    Target.objects.bulk_create(
        (
            Target(campaign=campaign, strategy=strategy, teacher_kind=kind, area=area, times=times)
            for (strategy, kind, area), times in keep.items()
        ),
        update_conflicts=True,
        unique_fields=["campaign", "strategy", "teacher_kind", "area"],
        update_fields=["times"],
    )


def _store_norms(campaign: Campaign, norms: Iterable[str]) -> None:
    campaign.norms.all().delete()
    CampaignNorm.objects.bulk_create(
        CampaignNorm(campaign=campaign, order=order, citation=citation) for order, citation in enumerate(norms, 1)
    )


@transaction.atomic
def close_campaign(*, campaign: Campaign) -> Campaign:
    """Close a campaign: until it is opened again nothing new is assigned in it and nothing of it is edited.

    Its assignments keep their dates and may still be ended, for that only takes access away.
    """
    closed = Campaign.objects.filter(pk=campaign.pk, closed_at=None).update(closed_at=timezone.now())
    if not closed:
        raise ValidationError(_("Este año ya estaba cerrado."))
    campaign.refresh_from_db()
    campaign_closed.send(sender=Campaign, campaign=campaign)
    return campaign


@transaction.atomic
def reopen_campaign(*, campaign: Campaign) -> Campaign:
    """Open a closed campaign again, so that what was left unfinished in it can be finished."""
    if not Campaign.objects.filter(pk=campaign.pk, closed_at__isnull=False).update(closed_at=None):
        raise ValidationError(_("Este año ya estaba abierto."))
    campaign.refresh_from_db()
    return campaign


@transaction.atomic
def change_letterhead_image(*, campaign: Campaign, image: UploadedFile[bytes] | None) -> Campaign:
    """Put an image on the letterhead of an open campaign, or take it off; documents already issued keep theirs."""
    lock(campaign)
    require_open(campaign)
    try:
        campaign.letterhead_image = keep_image(image) if image else ""
    except ValidationError as refusal:
        raise ValidationError({"image": refusal.messages}) from refusal
    campaign.save(update_fields=["letterhead_image"])
    return campaign

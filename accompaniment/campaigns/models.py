"""The campaign: one year of accompaniment in one UGEL. Norms, frequencies and letterheads are data of it.

A regional campaign is what the UGELs of a region start theirs from; nobody is assigned or visited in it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.audit.tracked import Tracked, TrackedQuerySet
from accompaniment.people.models.posts import Teacher
from accompaniment.territory.models import Area, Region, Ugel

from . import defaults
from .holidays import Holiday, names_by_day
from .of_day import campaign_of, campaign_to_assign
from .phases import Spans, phase_of
from .school_days import Block, SchoolYear

if TYPE_CHECKING:
    from accompaniment.accounts.models import User


class Phase(models.TextChoices):
    DIAGNOSTIC = "diagnostic", _("diagnóstico")
    PROCESS = "process", _("proceso")
    CLOSING = "closing", _("cierre")


class Strategy(models.TextChoices):
    """The ways of accompanying that a campaign owes to people; visits from outside and from inside are two."""

    VISITS = "visits", _("visitas en aula, acompañamiento externo")
    INTERNAL_VISITS = "internal", _("visitas en aula, acompañamiento interno")
    GIA = "gia", _("GIA o microtalleres")
    RTC = "rtc", _("RTC")
    WORKSHOPS = "workshops", _("talleres")


class CampaignQuerySet(TrackedQuerySet["Campaign"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(ugel__in=Ugel.objects.visible_to(user))

    def managed_by(self, user: User) -> Self:
        return self.filter(ugel__in=Ugel.objects.managed_by(user))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def current(self, ugel: Ugel | int) -> Campaign | None:
        """The UGEL's campaign of today, as `campaign_of` chooses it; None when it has none yet."""
        return campaign_of(timezone.localdate(), self.filter(ugel=ugel))

    def current_of(self, ugels: Iterable[Ugel | int]) -> dict[int, Campaign]:
        """The campaign of today of each of these UGELs that has one, by its key."""
        found: dict[int, list[Campaign]] = defaultdict(list)
        for campaign in self.filter(ugel__in=list(ugels)):
            found[campaign.ugel_id].append(campaign)
        today = timezone.localdate()
        return {ugel: chosen for ugel, campaigns in found.items() if (chosen := campaign_of(today, campaigns))}

    def to_assign(self, ugel: Ugel | int) -> Campaign | None:
        """The UGEL's open campaign to assign and plan for today; None when none is open."""
        return campaign_to_assign(timezone.localdate(), self.filter(ugel=ugel).open())


class Campaign(Tracked):
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="campaigns", verbose_name=_("UGEL"))
    year = models.PositiveSmallIntegerField(_("año"))
    starts_on = models.DateField(_("desde"))
    ends_on = models.DateField(_("hasta"))
    letterhead = models.TextField(
        _("membrete"), help_text=_("Una línea por oficina, de la mayor a la menor: gobierno regional, DRE, UGEL, área.")
    )
    slogan = models.CharField(_("nombre del año"), max_length=160, blank=True)
    moments = models.JSONField(_("momentos del día que se observan"), default=defaults.moments, blank=True)
    documents_asked = models.JSONField(_("documentos que se piden ver"), default=defaults.documents_asked, blank=True)
    photos_allowed = models.BooleanField(
        _("se permiten fotos y audios"),
        default=False,
        help_text=_("Solo con consentimiento escrito; nunca de la cara de una niña o un niño."),
    )
    requires_second_factor = models.BooleanField(_("las especialistas entran con clave y código"), default=False)
    letterhead_image = models.CharField(  # SHA-256 of the image, which names the file: see `letterheads`
        _("imagen del membrete"), max_length=64, blank=True, editable=False
    )
    holidays = models.JSONField(_("feriados y días sin clases"), default=list, blank=True)  # see `holidays.Holiday`
    blocks = models.JSONField(  # see `school_days.Block`
        _("bloques del año escolar"), default=list, db_default=Value([], models.JSONField()), blank=True
    )
    urban_load = models.PositiveSmallIntegerField(_("aulas urbanas por acompañante"), default=defaults.URBAN_LOAD)
    rural_load = models.PositiveSmallIntegerField(_("aulas rurales por acompañante"), default=defaults.RURAL_LOAD)
    coordinator_least = models.PositiveSmallIntegerField(
        _("programas por coordinadora, desde"), default=defaults.COORDINATOR_LEAST
    )
    coordinator_load = models.PositiveSmallIntegerField(
        _("programas por coordinadora, hasta"), default=defaults.COORDINATOR_LOAD
    )
    attendance_share = models.PositiveSmallIntegerField(
        _("asistencia mínima para una constancia, en %"),
        default=defaults.ATTENDANCE_SHARE,
        db_default=defaults.ATTENDANCE_SHARE,
    )
    closing_needs = models.JSONField(  # see `closing_needs.ClosingNeed`; the years that there were ask for nothing more
        _("lo que pide cerrar una visita"), default=list, db_default=Value([], models.JSONField()), blank=True
    )
    # {"promoter/II": instrument code}; a kind and cycle without a row use whichever instrument fits them.
    instruments = models.JSONField(_("instrumentos elegidos"), default=dict, blank=True, editable=False)
    regional = models.ForeignKey(
        "RegionalCampaign",
        models.SET_NULL,
        related_name="campaigns",
        verbose_name=_("propuesta de la región"),
        null=True,
        blank=True,
        editable=False,
    )
    # What the region proposed when this campaign last took it over, as its `settings`; None without a region's.
    regional_settings = models.JSONField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("cerrado el"), null=True, blank=True, editable=False)

    objects = CampaignQuerySet.as_manager()

    # the services that write them log them in words; the last one is the region's
    audit_silent = frozenset({"holidays", "blocks", "closing_needs", "instruments", "regional_settings"})
    audit_with = ("ugel",)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["ugel", "year"],
                name="campaign_once_a_year",
                violation_error_message=_("Esta UGEL ya abrió ese año."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message=_("La fecha de fin no puede ser anterior a la de inicio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.ugel}"

    def audit_ugel(self) -> int | None:
        return self.ugel_id

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_behind_region(self) -> bool:
        """Whether the region's proposal, in force, says something else than when this campaign last took it over."""
        regional = self.regional
        return regional is not None and regional.is_published and regional.settings != self.regional_settings

    @property
    def letterhead_lines(self) -> list[str]:
        return [line.strip() for line in self.letterhead.splitlines() if line.strip()]

    @property
    def days_off(self) -> list[Holiday]:
        return [Holiday.from_json(row) for row in self.holidays]

    @property
    def school_year(self) -> SchoolYear:
        return SchoolYear([Block.from_json(row) for row in self.blocks], names_by_day(self.days_off))

    def phase_on(self, day: date) -> str:
        """The phase that `day` belongs to, as `phase_of` says."""
        return phase_of(day, self.phase_spans)

    @property
    def phase_spans(self) -> Spans:
        return {row.phase: (row.starts_on, row.ends_on) for row in self.phases.all()}


class PhaseDates(models.Model):
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="phases")
    phase = models.CharField(_("fase"), max_length=10, choices=Phase)
    starts_on = models.DateField(_("desde"))
    ends_on = models.DateField(_("hasta"))

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "phase"], name="phase_once_a_campaign"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="phase_ends_after_start",
                violation_error_message=_("La fecha de fin no puede ser anterior a la de inicio."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_phase_display()


class Target(models.Model):
    """How often one kind of person is owed a strategy; an empty area means every area without a row of its own."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    strategy = models.CharField(_("estrategia"), max_length=9, choices=Strategy, default=Strategy.VISITS)
    teacher_kind = models.CharField(_("cargo"), max_length=10, choices=Teacher.Kind)
    area = models.CharField(_("área"), max_length=6, choices=Area, blank=True)
    times = models.PositiveSmallIntegerField(_("veces en el año"))

    class Meta:
        ordering = ["teacher_kind", "strategy", "area"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "strategy", "teacher_kind", "area"], name="target_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_teacher_kind_display()}, {self.get_strategy_display()}: {self.times}"


class CampaignNorm(models.Model):
    """A norm that this campaign's documents cite, in their order."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="norms")
    order = models.PositiveSmallIntegerField(_("orden"), default=0)
    citation = models.CharField(_("norma"), max_length=240)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.citation


class RegionalCampaignQuerySet(TrackedQuerySet["RegionalCampaign"]):
    def visible_to(self, user: User) -> Self:
        """The region's published ones for who keeps a UGEL's campaigns or reads the region; all for the nation's.

        One that is still a draft, or was withdrawn, is seen by who prepares it.
        """
        reach = reach_of(user)
        if reach.is_administrator:
            return self
        if reach.is_national_reader:
            return self.published()
        mine = Q(region__in=reach.reader_regions) | Q(region__in=Ugel.objects.managed_by(user).values("region"))
        return self.published().filter(mine)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def managed_by(self, user: User) -> Self:
        return self if reach_of(user).is_administrator else self.none()


class RegionalCampaign(Tracked):
    """What a region proposes to its UGELs for a year. `settings` is `CampaignSettings` as JSON.

    UGELs see it once it is published. Withdrawn, it is a draft again; the campaigns begun from it stay as they are.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="campaigns", verbose_name=_("DRE o GRE"))
    year = models.PositiveSmallIntegerField(_("año"))
    settings = models.JSONField(_("condiciones"))
    published_at = models.DateTimeField(_("publicada el"), null=True, blank=True, editable=False)

    objects = RegionalCampaignQuerySet.as_manager()

    audit_silent = frozenset({"settings"})  # the service that writes them logs them in words
    audit_with = ("region",)

    class Meta:
        ordering = ["-year", "region__name"]
        constraints = [models.UniqueConstraint(fields=["region", "year"], name="regional_campaign_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year} · {self.region}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def digest(self) -> str:
        """What tells one state of the proposal from another."""
        return sha256(json.dumps(self.settings, sort_keys=True).encode()).hexdigest()

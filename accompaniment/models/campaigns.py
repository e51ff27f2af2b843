"""The campaign: one year of accompaniment in one UGEL. Norms, frequencies and letterheads are data of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .audited import Audited, AuditedQuerySet
from .people import Teacher
from .territory import Area, Ugel

if TYPE_CHECKING:
    from .people import User


class Phase(models.TextChoices):
    DIAGNOSTIC = "diagnostic", _("diagnóstico")
    PROCESS = "process", _("proceso")
    CLOSING = "closing", _("cierre")


class CampaignQuerySet(AuditedQuerySet["Campaign"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(ugel__in=Ugel.objects.visible_to(user))

    def managed_by(self, user: User) -> Self:
        return self.filter(ugel__in=Ugel.objects.managed_by(user))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def current(self, ugel: Ugel | int) -> Campaign | None:
        """The UGEL's running campaign; between campaigns, the latest; None when it has none yet."""
        today = timezone.localdate()
        campaigns = self.filter(ugel=ugel).order_by("-year")
        return campaigns.filter(starts_on__lte=today, ends_on__gte=today).first() or campaigns.first()


class Campaign(Audited):
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="campaigns", verbose_name=_("UGEL"))
    year = models.PositiveSmallIntegerField(_("año"))
    starts_on = models.DateField(_("desde"))
    ends_on = models.DateField(_("hasta"))
    letterhead = models.TextField(
        _("membrete"), help_text=_("Una línea por oficina, de la mayor a la menor: gobierno regional, DRE, UGEL, área.")
    )
    slogan = models.CharField(_("nombre del año"), max_length=160, blank=True)
    closed_at = models.DateTimeField(_("cerrada el"), null=True, blank=True, editable=False)

    objects = CampaignQuerySet.as_manager()

    audit_with = ("ugel",)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["ugel", "year"],
                name="campaign_once_a_year",
                violation_error_message=_("Esta UGEL ya tiene una campaña de ese año."),
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
    def letterhead_lines(self) -> list[str]:
        return [line.strip() for line in self.letterhead.splitlines() if line.strip()]

    def phase_on(self, day: date) -> str:
        """The phase whose dates hold `day`; outside every phase, process."""
        for phase in self.phases.all():
            if phase.starts_on <= day <= phase.ends_on:
                return phase.phase
        return Phase.PROCESS


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


class VisitTarget(models.Model):
    """Visits owed to one kind of person; an empty area means every area without a row of its own."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    teacher_kind = models.CharField(_("cargo"), max_length=10, choices=Teacher.Kind)
    area = models.CharField(_("área"), max_length=6, choices=Area, blank=True)
    visits = models.PositiveSmallIntegerField(_("visitas"))

    class Meta:
        ordering = ["teacher_kind", "area"]
        constraints = [models.UniqueConstraint(fields=["campaign", "teacher_kind", "area"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.get_teacher_kind_display()}: {self.visits}"


class CampaignNorm(models.Model):
    """A norm that this campaign's documents cite, in their order."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="norms")
    order = models.PositiveSmallIntegerField(_("orden"), default=0)
    citation = models.CharField(_("norma"), max_length=240)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.citation

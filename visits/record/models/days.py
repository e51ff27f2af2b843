"""The days of a visit: further ones when it takes several, and those that it was moved from, each with its cause."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .visits import Visit


class VisitDay(models.Model):
    """A further day of a visit of several days; the first one is the visit's own."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="further_days")
    day = models.DateField(_("fecha"))
    starts_at = models.TimeField(_("hora de inicio"))
    ends_at = models.TimeField(_("hora de término"))

    class Meta:
        ordering = ["visit", "day"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "day"], name="visit_day_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="visit_day_ends_after_start",
                violation_error_message=_("La hora de término debe ser posterior a la de inicio."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.day}"


class Rescheduling(models.Model):
    """A planned visit was moved to another day, and why."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="reschedulings")
    from_day = models.DateField(_("estaba para el"))
    to_day = models.DateField(_("pasó al"))
    cause = models.CharField(_("por qué"), max_length=16, choices=Visit.Cause)
    detail = models.CharField(_("detalle"), max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.visit}: {self.from_day} → {self.to_day}"

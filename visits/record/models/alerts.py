"""The alert (marca): a serious conduct, described, read by few, and never a score alone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from rubrics.models import Criterion

from .visits import Visit

if TYPE_CHECKING:
    from accompaniment.models import User


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: User) -> Self:
        """Alerts for the companion of the visit, the specialist and the director; never for the accompanied person."""
        reach = reach_of(user)
        leads = Q(visit__ugel__in=reach.specialist_ugels) | Q(visit__institution__in=reach.directed_institutions)
        return self.filter(Q(visit__companion__in=reach.author_ids) | Q(visit__status__in=Visit.DONE) & leads).exclude(
            visit__teacher=reach.own_teacher
        )


class Alert(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="alerts", db_index=False)
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("rúbrica"), db_index=False
    )
    description = models.TextField(_("qué ocurrió"), max_length=4000)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "criterion"], name="alert_once_a_criterion"),
            models.CheckConstraint(condition=~Q(description=""), name="alert_is_described"),
        ]

    def __str__(self) -> str:
        return str(_("Marca"))

"""Every form sent to a visit, as it arrived: what makes sending twice harmless and keeps both sides of a conflict."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .visits import Visit

if TYPE_CHECKING:
    from accompaniment.models import User


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def of_writer(self, user: User) -> Self:
        """Those that the user sent, and whatever came of a visit that was handed on to them."""
        return self.filter(models.Q(author=user) | models.Q(visit__handed_to__user=user))


class Submission(models.Model):
    """One sending of the visit form; its id is born with the page, so the same sending twice is one submission."""

    class Outcome(models.TextChoices):
        SAVED = "saved", _("recibida")
        CONFLICT = "conflict", _("en conflicto: otra edición llegó antes")
        DISCARDED = "discarded", _("descartada por su autora")
        MERGED = "merged", _("resuelta por su autora")
        HELD = "held", _("en espera: le falta algo")

    UNSETTLED = (Outcome.CONFLICT, Outcome.HELD)  # what its author still has to look at

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="submissions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    base_revision = models.PositiveIntegerField()
    is_automatic = models.BooleanField(default=False)  # sent by the page itself while the form was being filled in
    payload = models.JSONField(default=dict)
    outcome = models.CharField(_("resultado"), max_length=9, choices=Outcome)
    sent_at = models.DateTimeField(null=True)  # by the clock of the device, which may be wrong
    received_at = models.DateTimeField(auto_now_add=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["received_at"]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.get_outcome_display()}"

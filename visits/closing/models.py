"""What both sides confirmed of a visit: simple electronic signatures (Ley 27269), never a digital one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from visits.record.models.visits import Conformity, Visit


class Confirmation(models.Model):
    """What a person answered to what a revision of a visit says; `sha256` is of its snapshot at that moment.

    `heading` is the part of that snapshot that registers may rename later: who was visited, by whom and where.
    """

    class Side(models.TextChoices):
        COMPANION = "companion", _("acompañante")
        ACCOMPANIED = "accompanied", _("docente o promotora")

    class Means(models.TextChoices):
        DRAWN = "drawn", _("firma dibujada en el dispositivo")
        PIN = "pin", _("PIN en el dispositivo")
        ACCOUNT = "account", _("desde su cuenta")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="confirmations")
    side = models.CharField(_("quién"), max_length=11, choices=Side)
    means = models.CharField(_("cómo"), max_length=7, choices=Means)
    name = models.CharField(_("nombre"), max_length=200)
    document_number = models.CharField(_("documento"), max_length=12)
    drawing = models.JSONField(default=list, blank=True)  # strokes, each a list of [x, y] from 0 to 1000
    verdict = models.CharField(
        _("conformidad"),
        max_length=9,
        choices=Conformity,
        default=Conformity.AGREES,
        db_default=Conformity.AGREES,
    )
    remark = models.TextField(_("lo que dice"), max_length=4000, blank=True, default="", db_default="")
    # What the companion answered to a remark, once: it corrects nothing.
    answer = models.TextField(_("respuesta"), max_length=4000, blank=True, default="", db_default="")
    answered_by = models.CharField(_("quién respondió"), max_length=200, blank=True, default="", db_default="")
    answered_at = models.DateTimeField(_("respondida el"), null=True, blank=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField()
    heading = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["confirmed_at"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "side", "revision"], name="confirmation_once_a_side"),
            models.CheckConstraint(
                condition=~Q(means="account") | Q(account__isnull=False), name="confirmation_from_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.get_means_display()}"

    @property
    def has_reservation(self) -> bool:
        return self.verdict != Conformity.AGREES

    @property
    def is_to_answer(self) -> bool:
        """Whether it asks the companion for an answer, and there is none."""
        return self.verdict == Conformity.DISAGREES and self.answered_at is None


class Revision(models.Model):
    """What a closed visit said before a correction: its snapshot, who corrected it and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()  # the visit's `revision` that this snapshot was
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(_("por qué se corrige"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="visit_revision_once")]

    def __str__(self) -> str:
        return f"{self.visit}: {self.number}"

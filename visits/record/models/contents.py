"""What a visit holds: notes of the field notebook, levels with evidence, and the reflective dialogue."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rubrics.models import Criterion
from rubrics.scales import short_label

from .visits import Visit


class FieldNote(models.Model):
    """What was seen, with the minute in which it was noted; a note with a criterion is evidence for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="notes")
    order = models.PositiveSmallIntegerField(default=0)
    noted_at = models.TimeField(_("hora"), null=True, blank=True)
    text = models.TextField(_("lo que vi"), max_length=20000)
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rúbrica"), db_index=False
    )

    class Meta:
        ordering = ["visit", "order"]

    def __str__(self) -> str:
        return self.text[:60]


class Score(models.Model):
    """The level reached in one criterion, with the evidence it was chosen on.

    Evidence comes first: while a visit is in progress, `value` may still be None. A criterion that could not be
    observed has no value and says why.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="scores", db_index=False)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", db_index=False)
    value = models.PositiveSmallIntegerField(_("nivel alcanzado"), null=True, blank=True)
    evidence = models.TextField(_("evidencia"), max_length=20000, blank=True)
    not_observed = models.BooleanField(_("no se observó"), default=False)
    not_observed_reason = models.CharField(_("por qué no se observó"), max_length=400, blank=True)
    in_doubt = models.BooleanField(_("dudé: para calibrar"), default=False)
    out_of_calibration = models.BooleanField(default=False, editable=False)  # as its observer was when the visit closed

    class Meta:
        ordering = ["visit", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(
                condition=Q(value__range=(1, 4)),
                name="score_on_a_scale",
                violation_error_message=_("El nivel no existe en esta escala."),
            ),
            models.CheckConstraint(
                condition=Q(not_observed=False) | Q(value__isnull=True),
                name="score_not_observed_has_no_level",
                violation_error_message=_("Si no se observó, no lleva nivel."),
            ),
        ]
        indexes = [
            models.Index(fields=["visit", "criterion", "value", "out_of_calibration"], name="score_of_dashboards"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.short_title}: {self.short}"

    @property
    def is_complete(self) -> bool:
        """Whether it says all that closing asks: a level on its evidence, or why there is none."""
        return bool(self.not_observed_reason if self.not_observed else self.value and self.evidence)

    @property
    def short(self) -> str:
        """What the level is called on its scale; empty while it is not chosen."""
        return short_label(self.criterion.scale, self.value) if self.value else ""


class DialogueQuerySet(models.QuerySet["Dialogue"]):
    def held(self) -> Self:
        """Those in which something was said: each visit has its row, also where nobody talked."""
        said = Q()
        for name in Dialogue.TALK:
            said |= ~Q(**{name: ""})
        return self.filter(said)


class Dialogue(models.Model):
    """The talk after the observation: what it strengthened, what it found missing, and the teacher's own words."""

    TALK = ("opening", "reflection", "strengths", "needs", "teacher_words")

    visit = models.OneToOneField(Visit, models.CASCADE, primary_key=True, related_name="dialogue")
    opening = models.TextField(_("apertura: cómo se sintió, qué cuenta de su día"), max_length=20000, blank=True)
    reflection = models.TextField(_("reflexión: por qué ocurrió así"), max_length=20000, blank=True)
    strengths = models.TextField(_("fortalezas"), max_length=20000, blank=True)
    needs = models.TextField(_("necesidades"), max_length=20000, blank=True)
    teacher_words = models.TextField(_("en palabras de la docente o promotora"), max_length=20000, blank=True)
    no_commitment_reason = models.CharField(
        _("si no hubo compromiso, por qué"), max_length=400, blank=True, default="", db_default=""
    )
    next_visit_on = models.DateField(_("próxima visita"), null=True, blank=True)

    objects = DialogueQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.visit)

    @property
    def was_held(self) -> bool:
        return any(getattr(self, name) for name in self.TALK)

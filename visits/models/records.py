"""What a visit holds: notes of the field notebook, levels with evidence, and the reflective dialogue."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rubrics.models import Criterion
from rubrics.scales import short_label

from .visits import Visit


class FieldNote(models.Model):
    """What was seen, with its minute when she noted it; a note with a criterion is evidence for it."""

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

    Evidence comes first: while a visit is in progress, `value` may still be None.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="scores", db_index=False)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", db_index=False)
    value = models.PositiveSmallIntegerField(_("nivel alcanzado"), null=True, blank=True)
    evidence = models.TextField(_("evidencia"), max_length=20000, blank=True)

    class Meta:
        ordering = ["visit", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(
                condition=Q(value__range=(1, 4)),
                name="score_on_a_scale",
                violation_error_message=_("El nivel no existe en esta escala."),
            ),
        ]
        indexes = [models.Index(fields=["visit", "criterion", "value"], name="score_covering")]

    def __str__(self) -> str:
        return f"{self.criterion.short_title}: {self.short}"

    @property
    def short(self) -> str:
        """What the level is called on its scale; empty while it is not chosen."""
        return short_label(self.criterion.scale, self.value) if self.value else ""


class Dialogue(models.Model):
    """The talk after the observation: what it strengthened, what it found missing, and her own words."""

    visit = models.OneToOneField(Visit, models.CASCADE, primary_key=True, related_name="dialogue")
    strengths = models.TextField(_("fortalezas"), max_length=20000, blank=True)
    needs = models.TextField(_("necesidades"), max_length=20000, blank=True)
    teacher_words = models.TextField(_("en palabras de la docente o promotora"), max_length=20000, blank=True)
    next_visit_on = models.DateField(_("próxima visita"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.visit)

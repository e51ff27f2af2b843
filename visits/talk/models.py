"""What is said around a visit after the dialogue: questions, answers over days, comments, self-assessment."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rubrics.models import Criterion
from visits.record.models.visits import Visit


class Question(models.Model):
    """A reflective question that the companion leaves, to be answered in the days that follow."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("pregunta para reflexionar"), max_length=600)

    class Meta:
        ordering = ["visit", "order"]

    def __str__(self) -> str:
        return self.text


class Comment(models.Model):
    """What somebody of the conversation wrote about a closed visit; with a question, it is an answer to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="comments")
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("tu mensaje"), max_length=4000)
    written_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, editable=False)  # by the other side; None while it waits

    class Meta:
        ordering = ["written_at"]
        indexes = [models.Index(fields=["visit"], condition=Q(read_at__isnull=True), name="comment_waiting")]

    def __str__(self) -> str:
        return self.text[:60]


class SelfAssessment(models.Model):
    """How the accompanied person sees their own practice, on the visit's rubric, before looking at its levels."""

    visit = models.OneToOneField(Visit, models.CASCADE, primary_key=True, related_name="self_assessment")
    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.visit)


class SelfScore(models.Model):
    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("nivel"))
    reason = models.TextField(_("por qué"), max_length=4000, blank=True)

    class Meta:
        ordering = ["assessment", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="self_score_once_a_criterion"),
            models.CheckConstraint(condition=Q(value__range=(1, 4)), name="self_score_on_a_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.short_title}: {self.value}"

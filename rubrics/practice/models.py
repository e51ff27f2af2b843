"""Practice cases with their references and answers, and the UGEL's rule of when an observer is out of calibration."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import Ugel, User
from rubrics.agreement import Standard
from rubrics.instruments.models.criteria import Criterion
from rubrics.instruments.models.versions import InstrumentVersion
from rubrics.scales import short_label

USUAL = Standard()


def _between(low: int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class CalibrationRuleQuerySet(models.QuerySet["CalibrationRule"]):
    def of(self, ugel: Ugel | int) -> CalibrationRule:
        """The UGEL's rule; one with the usual numbers, not saved, while it has not written its own."""
        ugel_id = ugel.pk if isinstance(ugel, Ugel) else ugel
        return self.filter(ugel=ugel_id).first() or CalibrationRule(ugel_id=ugel_id)

    def of_user(self, user: User) -> CalibrationRule:
        """The rule that holds for the user: of the UGEL where they work; the usual numbers when they work in none."""
        ugel = reach_of(user).own_ugel
        return self.of(ugel) if ugel else CalibrationRule()


class CalibrationRule(models.Model):
    """What a UGEL asks of its observers before their levels are marked; never a reason to leave a level out."""

    ugel = models.OneToOneField(Ugel, models.CASCADE, primary_key=True, related_name="calibration_rule")
    period_days = models.PositiveSmallIntegerField(
        _("cuántos días atrás se mira"), default=USUAL.period_days, validators=_between(30, 1100)
    )
    least_pairs = models.PositiveSmallIntegerField(
        _("desde cuántas comparaciones se dice algo"), default=USUAL.least_pairs, validators=_between(5, 200)
    )
    least_share = models.PositiveSmallIntegerField(
        _("de cada 100, cuántas deben coincidir o quedar a un nivel"),
        default=USUAL.least_share,
        validators=_between(50, 100),
    )
    least_kappa = models.PositiveSmallIntegerField(
        _("kappa mínimo, en centésimos"),
        default=USUAL.least_kappa,
        validators=_between(0, 95),
        help_text=_("60 es 0.60. Donde casi todo es de un mismo nivel, basta con que coincidan."),
    )
    retake_days = models.PositiveSmallIntegerField(
        _("después de cuántos días se puede repetir un caso"), default=90, validators=_between(1, 1100)
    )

    objects = CalibrationRuleQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.ugel}: {self.least_share} % · {self.least_kappa}"

    @property
    def kappa(self) -> float:
        return self.least_kappa / 100

    @property
    def standard(self) -> Standard:
        return Standard(self.period_days, self.least_pairs, self.least_share, self.least_kappa)


class PracticeCaseQuerySet(models.QuerySet["PracticeCase"]):
    def visible_to(self, user: User) -> Self:
        """Published cases of everyone and of the user's UGELs, and in any state those they answered or write."""
        reach = reach_of(user)
        offered = Q(published_at__isnull=False, retired_at__isnull=True)
        practises = Q(ugel__in=reach.companion_ugels | reach.specialist_ugels)
        if reach.is_companion or reach.is_specialist:
            practises |= Q(ugel=None)
        answered = PracticeAnswer.objects.filter(person=user).values("case")
        return self.filter(offered & practises | Q(pk__in=answered) | self._written_by(user))

    def managed_by(self, user: User) -> Self:
        """Cases the user writes: a specialist those of the UGEL, an administrator those of everyone."""
        return self.filter(self._written_by(user))

    @staticmethod
    def _written_by(user: User) -> Q:
        reach = reach_of(user)
        return Q(ugel__in=reach.specialist_ugels) | (Q(ugel=None) if reach.is_administrator else Q(pk__in=[]))

    def offered(self) -> Self:
        return self.filter(published_at__isnull=False, retired_at__isnull=True)


class PracticeCase(models.Model):
    """A vignette or a video to score for practice. Once published it is frozen: answers are compared with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(
        InstrumentVersion, models.PROTECT, related_name="practice_cases", verbose_name=_("instrumento")
    )
    ugel = models.ForeignKey(
        Ugel, models.CASCADE, null=True, blank=True, related_name="practice_cases", verbose_name=_("UGEL")
    )
    title = models.CharField(_("título"), max_length=120)
    vignette = models.TextField(
        _("qué ocurrió"),
        max_length=20000,
        blank=True,
        help_text=_("Cuenta solo lo que se vio y se escuchó, sin juzgar. Sin nombres ni datos de personas reales."),
    )
    video = models.URLField(
        _("enlace a un video"), max_length=400, blank=True, help_text=_("Solo si hay permiso para mostrarlo.")
    )
    is_invented = models.BooleanField(_("es un caso inventado"), default=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = PracticeCaseQuerySet.as_manager()

    class Meta:
        ordering = ["version__instrument__title", "title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(vignette="") | ~Q(video=""),
                name="practice_case_shows_something",
                violation_error_message=_("Escribe qué ocurrió o da el enlace a un video."),
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(published_at__isnull=False),
                name="practice_case_retired_after_published",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("rubrics:practice_case", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_offered(self) -> bool:
        return self.published_at is not None and self.retired_at is None

    @property
    def state(self) -> str:
        if self.is_draft:
            return str(_("borrador"))
        return str(_("publicado") if self.is_offered else _("retirado"))

    def require_draft(self) -> None:
        """Raise ValidationError once the case is published."""
        if not self.is_draft:
            raise ValidationError(_("Un caso publicado no se modifica: retíralo y escribe otro."), code="frozen")

    @staticmethod
    def readable_by(user: User) -> Allowed | Denied:
        """Whether the person practises or writes cases."""
        reach = reach_of(user)
        if reach.is_companion or reach.is_specialist or reach.is_administrator:
            return Allowed()
        return Denied(_("Los casos de práctica son de quienes observan o preparan los instrumentos."))

    @staticmethod
    def writable_by(user: User) -> Allowed | Denied:
        reach = reach_of(user)
        if reach.is_specialist or reach.is_administrator:
            return Allowed()
        return Denied(_("Los casos de práctica los escriben las especialistas y la administradora."))


class PracticeReference(models.Model):
    """The level that a case deserves in one criterion, and why."""

    case = models.ForeignKey(PracticeCase, models.CASCADE, related_name="references")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("nivel"))
    reason = models.TextField(_("por qué"), max_length=4000)

    class Meta:
        ordering = ["case", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["case", "criterion"], name="practice_reference_once"),
            models.CheckConstraint(condition=Q(value__range=(1, 4)), name="practice_reference_on_a_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.short_title}: {short_label(self.criterion.scale, self.value)}"


class PracticeAnswerQuerySet(models.QuerySet["PracticeAnswer"]):
    def visible_to(self, user: User) -> Self:
        """An answer is its author's alone."""
        return self.filter(person=user)


class PracticeAnswer(models.Model):
    """One attempt at a case; its id is born with the page, so that the same sending twice is one answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(PracticeCase, models.PROTECT, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="practice_answers")
    attempt = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField(default=timezone.now)

    objects = PracticeAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at"]
        constraints = [models.UniqueConstraint(fields=["person", "case", "attempt"], name="practice_attempt_once")]

    def __str__(self) -> str:
        return f"{self.case}: {self.attempt}"

    def again_on(self, days: int) -> date:
        """The first day on which the case may be answered again."""
        return timezone.localtime(self.answered_at).date() + timedelta(days=days)


class PracticeLevel(models.Model):
    """The level given in one attempt, and why."""

    answer = models.ForeignKey(PracticeAnswer, models.CASCADE, related_name="levels")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("nivel"))
    reason = models.TextField(_("por qué"), max_length=4000, blank=True)

    class Meta:
        ordering = ["answer", "criterion__order"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "criterion"], name="practice_level_once"),
            models.CheckConstraint(condition=Q(value__range=(1, 4)), name="practice_level_on_a_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.short_title}: {short_label(self.criterion.scale, self.value)}"

"""When a UGEL's observers are out of calibration: the numbers, in one place."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.models import Ugel, User

from ..agreement import Standard

USUAL = Standard()


def _between(low: int, high: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class CalibrationRuleQuerySet(models.QuerySet["CalibrationRule"]):
    def of(self, ugel: Ugel | int) -> CalibrationRule:
        """The UGEL's rule; one with the usual numbers, not saved, while it has not written its own."""
        ugel_id = ugel.pk if isinstance(ugel, Ugel) else ugel
        return self.filter(ugel=ugel_id).first() or CalibrationRule(ugel_id=ugel_id)

    def of_user(self, user: User) -> CalibrationRule:
        """The rule that holds for the person: of the UGEL where she works; the usual numbers when she works in none."""
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

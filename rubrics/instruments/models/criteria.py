"""What a version holds: criteria, the levels of each, and prompts that help to talk about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from rubrics.scales import ScaleKind, short_label

from .versions import FROZEN, InstrumentVersion


class PartQuerySet(models.QuerySet[Any]):
    """Rows of a version, which can't be changed many at a time either once it is published."""

    def update(self, **kwargs: Any) -> int:
        self._require_draft()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_draft()
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        if any(row.current_version.is_frozen for row in rows):
            raise ValidationError(FROZEN)
        return super().bulk_create(rows, *args, **kwargs)

    def _require_draft(self) -> None:
        status = f"{self.model.PATH_TO_VERSION}__status"
        if self.exclude(**{status: InstrumentVersion.Status.DRAFT}).exists():
            raise ValidationError(FROZEN)


class PartOfVersion(models.Model):
    """What belongs to a version refuses to change once that version is published."""

    PATH_TO_VERSION: str

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.require_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.require_draft()
        return super().delete(*args, **kwargs)

    def require_draft(self) -> None:
        """Raise ValidationError when the version it belongs to, or the one it would leave, is published."""
        stored = InstrumentVersion.objects.filter(**self._is_mine())
        if self.current_version.is_frozen or stored.exclude(status=InstrumentVersion.Status.DRAFT).exists():
            raise ValidationError(FROZEN)

    @property
    def current_version(self) -> InstrumentVersion:
        raise NotImplementedError

    def _is_mine(self) -> dict[str, Any]:
        raise NotImplementedError


class Criterion(PartOfVersion):
    """One rubric or item of a version."""

    PATH_TO_VERSION = "version"

    version = models.ForeignKey(InstrumentVersion, models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField(_("orden"))
    section = models.CharField(_("sección"), max_length=120, blank=True)
    title = models.CharField(_("título"), max_length=240)
    short_title = models.CharField(_("título corto"), max_length=60, help_text=_("El que cabe en un gráfico."))
    aspects = models.TextField(_("qué se mira"), blank=True)
    competency = models.CharField(_("competencia del MBDD"), max_length=3, blank=True, help_text="C1 … C9")
    scale = models.CharField(_("escala"), max_length=20, choices=ScaleKind)
    weight = models.PositiveSmallIntegerField(
        _("peso"), null=True, blank=True, help_text=_("Se guarda y se exporta; no entra en ningún cálculo.")
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["version", "order"]
        constraints = [models.UniqueConstraint(fields=["version", "order"], name="criterion_order_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def current_version(self) -> InstrumentVersion:
        return self.version

    def _is_mine(self) -> dict[str, Any]:
        return {"criteria": self.pk}


class Level(PartOfVersion):
    """A level of a criterion: its number from 1 upwards, its label and its descriptor, in our own words."""

    PATH_TO_VERSION = "criterion__version"

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="levels")
    value = models.PositiveSmallIntegerField(_("nivel"))
    label = models.CharField(_("nombre"), max_length=40)
    descriptor = models.TextField(_("descriptor"), blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["criterion", "value"]
        constraints = [models.UniqueConstraint(fields=["criterion", "value"], name="level_value_once")]

    def __str__(self) -> str:
        return f"{self.short} · {self.label}"

    @property
    def short(self) -> str:
        return short_label(self.criterion.scale, self.value)

    @property
    def current_version(self) -> InstrumentVersion:
        return self.criterion.version

    def _is_mine(self) -> dict[str, Any]:
        return {"criteria__levels": self.pk}


class PromptQuerySet(PartQuerySet):
    def give_first(self, version: InstrumentVersion, prompts: Sequence[Prompt]) -> bool:
        """Give its first prompts to a version that has none; whether it did.

        The one thing that a published version may receive: prompts help to talk, and no score depends on them.
        """
        if self.filter(criterion__version=version).exists():
            return False
        models.QuerySet.bulk_create(self, prompts)
        return bool(prompts)


class Prompt(PartOfVersion):
    """A question that helps to ask rather than tell: for a moment of the dialogue, and a level (None: for any)."""

    class Moment(models.TextChoices):
        OPENING = "opening", _("apertura")
        REFLECTION = "reflection", _("reflexión")
        COMMITMENT = "commitment", _("compromiso")

    PATH_TO_VERSION = "criterion__version"

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="prompts")
    moment = models.CharField(_("momento del diálogo"), max_length=10, choices=Moment)
    value = models.PositiveSmallIntegerField(_("nivel"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("orden"), default=0)
    text = models.CharField(_("pregunta"), max_length=400)

    objects = PromptQuerySet.as_manager()

    class Meta:
        ordering = ["criterion", "order"]

    def __str__(self) -> str:
        return self.text

    @property
    def level_name(self) -> str:
        """What its level is called on the scale; empty when it serves any level."""
        return short_label(self.criterion.scale, self.value) if self.value else ""

    @property
    def current_version(self) -> InstrumentVersion:
        return self.criterion.version

    def _is_mine(self) -> dict[str, Any]:
        return {"criteria__prompts": self.pk}

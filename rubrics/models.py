"""How practice is judged: instruments, their versions, criteria and levels. All of it is data."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.models import Cycle, Post, Teacher

from .scales import ScaleKind, short_label

if TYPE_CHECKING:
    from accompaniment.models import User

FROZEN = _("Una versión publicada no se modifica: crea una versión nueva.")


class Instrument(models.Model):
    """An instrument and whom it is for; an empty cycle means either."""

    code = models.SlugField(_("código"), max_length=40, unique=True)
    title = models.CharField(_("título"), max_length=160)
    teacher_kind = models.CharField(_("para"), max_length=10, choices=Teacher.Kind)
    cycle = models.CharField(_("ciclo"), max_length=2, choices=Cycle, blank=True)
    source = models.CharField(
        _("fuente"), max_length=240, blank=True, help_text=_("De dónde vienen los títulos y la estructura.")
    )

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("rubrics:instrument", args=[self.code])

    @staticmethod
    def readable_by(user: User) -> Allowed | Denied:
        """Whether the person may read the instruments: whoever observes, leads or configures."""
        reach = reach_of(user)
        if reach.is_companion or reach.is_director or reach.is_specialist or reach.is_administrator:
            return Allowed()
        return Denied(_("Los instrumentos los consultan acompañantes, directoras, especialistas y administradoras."))


class InstrumentVersionQuerySet(models.QuerySet["InstrumentVersion"]):
    def shown(self) -> Self:
        """Versions that pages show: a draft is not an instrument yet."""
        return self.exclude(status=InstrumentVersion.Status.DRAFT)

    def in_force_on(self, day: date) -> Self:
        """Published versions whose dates hold `day`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            status=InstrumentVersion.Status.PUBLISHED,
            valid_from__lte=day,
        )

    def for_post(self, post: Post, day: date) -> InstrumentVersion | None:
        """The version with which this post is observed on `day`; None when no instrument fits it."""
        fitting = self.in_force_on(day).filter(
            Q(instrument__cycle=post.cycle) | Q(instrument__cycle=""), instrument__teacher_kind=post.teacher.kind
        )
        return fitting.order_by("-instrument__cycle", "-valid_from", "-number").first()

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.exclude(status=InstrumentVersion.Status.DRAFT).exists():
            raise ValidationError(FROZEN)
        return super().delete()


class InstrumentVersion(models.Model):
    """A version of an instrument. Published ones are frozen: a change is a new version with its dates."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("borrador")
        PUBLISHED = "published", _("publicada")
        RETIRED = "retired", _("retirada")

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versión"), default=1)
    status = models.CharField(_("estado"), max_length=9, choices=Status, default=Status.DRAFT)
    valid_from = models.DateField(_("vigente desde"))
    valid_to = models.DateField(_("vigente hasta"), null=True, blank=True)

    objects = InstrumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["instrument__title", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="version_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} v{self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.status != self.Status.DRAFT

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_frozen:
            raise ValidationError(FROZEN)
        return super().delete(*args, **kwargs)


class PartQuerySet(models.QuerySet[Any]):
    """Rows of a version, which can't be changed many at a time either once it is published."""

    def update(self, **kwargs: Any) -> int:
        self._require_draft()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_draft()
        return super().delete()

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

"""Versions of an instrument: drafts that change freely, and published ones that never do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Campaign, Post

from .instruments import Instrument

if TYPE_CHECKING:
    from accompaniment.models import User

FROZEN = _("Una versión publicada no se modifica: crea una versión nueva.")


def chosen_key(kind: str, cycle: str) -> str:
    """Name a kind of person in a cycle, as `Campaign.instruments` does."""
    return f"{kind}/{cycle}"


class InstrumentVersionQuerySet(models.QuerySet["InstrumentVersion"]):
    def visible_to(self, user: User) -> Self:
        """Published versions of the instruments that the user sees, and the drafts of those that the user keeps."""
        seen = self.ever_published().filter(instrument__in=Instrument.objects.visible_to(user))
        return seen | self.drafts().filter(instrument__in=Instrument.objects.managed_by(user))

    def managed_by(self, user: User) -> Self:
        return self.filter(instrument__in=Instrument.objects.managed_by(user))

    def ever_published(self) -> Self:
        """Published versions, retired ones among them: a draft is not an instrument yet."""
        return self.exclude(status=InstrumentVersion.Status.DRAFT)

    def drafts(self) -> Self:
        return self.filter(status=InstrumentVersion.Status.DRAFT)

    def in_force_on(self, day: date) -> Self:
        """Published versions whose dates hold `day`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            status=InstrumentVersion.Status.PUBLISHED,
            valid_from__lte=day,
        )

    def for_post(self, post: Post, day: date, campaign: Campaign) -> InstrumentVersion | None:
        """The version with which this post is observed on `day`: of the instrument that the campaign chose for the
        kind and cycle, or else of the one that fits. None when it has no version that day, or none fits.
        """
        kind = post.teacher.kind
        if code := campaign.instruments.get(chosen_key(kind, post.cycle)):
            return self.in_force_on(day).filter(instrument__code=code).order_by("-valid_from", "-number").first()
        return self.for_people(kind, post.cycle, post.institution.ugel_id, day).first()

    def for_people(self, teacher_kind: str, cycle: str, ugel_id: int | None, day: date) -> Self:
        """Versions that fit these people on `day`, the one to use first.

        One of their UGEL goes before everyone's, one written for their cycle before one for both, a newer before an
        older one. Models, which are only for copying, never come up.
        """
        fitting = self.in_force_on(day).filter(
            Q(instrument__cycle=cycle) | Q(instrument__cycle=""),
            Q(instrument__ugel=ugel_id) | Q(instrument__ugel__isnull=True),
            instrument__teacher_kind=teacher_kind,
            instrument__by_default=True,
        )
        return fitting.order_by(
            F("instrument__ugel").asc(nulls_last=True), "-instrument__cycle", "-valid_from", "-number", "-pk"
        )

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

    def get_absolute_url(self) -> str:
        """A draft's own page, or the instrument's with this version in it."""
        if self.is_frozen:
            return f"{self.instrument.get_absolute_url()}?version={self.number}"
        return reverse("rubrics:draft", args=[self.instrument.code, self.number])

    @property
    def is_frozen(self) -> bool:
        return self.status != self.Status.DRAFT

    def is_in_force_on(self, day: date) -> bool:
        """As the queryset's `in_force_on`, for one that has been fetched."""
        is_begun = self.status == self.Status.PUBLISHED and self.valid_from <= day
        return is_begun and (self.valid_to is None or self.valid_to >= day)

    def suits(self, post: Post, campaign: Campaign) -> bool:
        """Whether this post may be observed with it on some day: the queryset's `for_post` without the dates."""
        kind, instrument = post.teacher.kind, self.instrument
        if chosen := campaign.instruments.get(chosen_key(kind, post.cycle)):
            return bool(instrument.code == chosen)
        is_theirs = instrument.ugel_id in (None, post.institution.ugel_id)
        return is_theirs and instrument.teacher_kind == kind and instrument.cycle in ("", post.cycle)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_frozen:
            raise ValidationError(FROZEN)
        return super().delete(*args, **kwargs)

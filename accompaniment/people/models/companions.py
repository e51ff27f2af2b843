"""Companions: who accompanies, in which UGEL, from when to when."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.access import in_force, is_in_force, reach_of
from accompaniment.access.dates import ends_after_start
from accompaniment.accounts.models import User, of_person_like
from accompaniment.audit.tracked import Tracked, TrackedQuerySet
from accompaniment.lib.treatment import called
from accompaniment.territory.models import Area, Institution, Ugel


class CompanionQuerySet(TrackedQuerySet["Companion"]):
    def managed_by(self, user: User) -> Self:
        return self.filter(ugel__in=reach_of(user).specialist_ugels)

    def of_person(self, user: User) -> Self:
        """The companions as whom the user works today: one in each UGEL where they accompany."""
        return self.filter(pk__in=reach_of(user).companion_ids)

    def in_force(self) -> Self:
        return self.filter(in_force(timezone.localdate()))

    def ended(self) -> Self:
        return self.filter(ends_on__lt=timezone.localdate())

    def not_ended(self) -> Self:
        """Those in force and those still to begin."""
        return self.exclude(ends_on__lt=timezone.localdate())

    def named_like(self, text: str) -> Self:
        return self.filter(of_person_like(text))

    def with_workload(self) -> Self:
        """Annotate `load`, the posts each companion accompanies today, and how many are urban, rural, PRONOEI."""
        today = in_force(timezone.localdate(), "assignments__")
        place = "assignments__post__institution__"

        def posts(**where: str) -> models.Count:
            narrowed = today & Q(**{f"{place}{name}": value for name, value in where.items()})
            return models.Count("assignments", filter=narrowed, distinct=True)

        return self.annotate(
            load=posts(),
            urban_load=posts(area=Area.URBAN),
            rural_load=posts(area=Area.RURAL),
            pronoei_load=posts(kind=Institution.Kind.PRONOEI),
        ).order_by("user__search_name", "pk")  # counting drops the usual order


class Companion(Tracked):
    """Someone who accompanies in one UGEL, from a date to a date."""

    class Kind(models.TextChoices):
        EXTERNAL = "external", _("acompañante pedagógica")
        COORDINATOR = "coordinator", _("profesora coordinadora de PRONOEI")
        INTERNAL = "internal", _("directora o delegada")

    user = models.ForeignKey(User, models.CASCADE, related_name="companions", verbose_name=_("persona"))
    ugel = models.ForeignKey(Ugel, models.PROTECT, related_name="companions", verbose_name=_("UGEL"))
    kind = models.CharField(_("tipo"), max_length=12, choices=Kind)
    get_kind_display = called("kind", "user.treatment")
    starts_on = models.DateField(_("desde"), default=timezone.localdate)
    ends_on = models.DateField(_("hasta"), null=True, blank=True)

    objects = CompanionQuerySet.as_manager()

    audit_with = ("user", "ugel")

    class Meta:
        ordering = ["user__search_name", "pk"]
        constraints = [ends_after_start("companion_ends_after_start")]

    def __str__(self) -> str:
        return str(self.user)

    def audit_ugel(self) -> int | None:
        return self.ugel_id

    def is_today(self, user: User) -> bool:
        """Whether the person works as this companion today."""
        return self.user_id == user.pk and is_in_force(self, timezone.localdate())

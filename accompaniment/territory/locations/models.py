"""Where a service has worked, from when until when: a PRONOEI moves with its promoter, and its history stays."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accompaniment.access.dates import ends_after_start
from accompaniment.accounts.models import User
from accompaniment.territory.models import Institution, Located


class LocationQuerySet(models.QuerySet["Location"]):
    def current(self) -> Self:
        return self.filter(ends_on=None)


class Location(Located):
    """One place of a service, from its first day (None: nobody knows) to its last (None: it is there).

    A service that has never moved has none: where it is, `Institution` says.
    """

    class Source(models.TextChoices):
        REGISTRY = "registry", _("lo dijo el padrón")
        HAND = "hand", _("lo registró una persona")

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="locations")
    starts_on = models.DateField(_("desde"), null=True)
    ends_on = models.DateField(_("hasta"), null=True)
    source = models.CharField(_("de dónde se sabe"), max_length=8, choices=Source)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = [F("ends_on").desc(nulls_first=True), "-id"]
        constraints = [
            ends_after_start("location_ends_after_start"),
            models.UniqueConstraint(
                fields=["institution"], condition=Q(ends_on=None), name="location_current_once_an_institution"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.address, self.place, self.district, self.province) if part)

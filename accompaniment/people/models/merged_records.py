"""What people decided about records that look alike: two of one person joined into one, or two people kept apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.models import User

from .posts import Teacher

if TYPE_CHECKING:
    from collections.abc import Iterable


# A companion sees a person about once a month: by then whoever would tell the two apart has been there. What undoing
# needs repeats a record and the ways into an account, and is kept no longer than that.
UNDO_WITHIN = timedelta(days=30)


class MergedRecordQuerySet(models.QuerySet["MergedRecord"]):
    def keys_of(self, teacher: UUID) -> list[UUID]:
        """Every key under which the logs name a person: the own one, and those of records that were joined to it."""
        return [teacher, *self.filter(kept=teacher).values_list("former_id", flat=True)]

    def former_keys(self, teachers: Any) -> MergedRecordQuerySet:
        """The keys that records joined to these people's had, to be used in another query."""
        return self.filter(kept__in=teachers).values("former_id")  # type: ignore[return-value]

    def kept_for(self, user: User, former_id: UUID) -> Teacher | None:
        """Return the record that a former one was joined to, when the person may open it."""
        kept = self.filter(former_id=former_id).values("kept")
        return Teacher.objects.visible_to(user).filter(pk__in=kept).first()

    def managed_by(self, user: User) -> MergedRecordQuerySet:
        """Those of the people of whom the user keeps a post."""
        return self.filter(kept__in=Teacher.objects.managed_by(user).values("pk"))

    def recent(self) -> MergedRecordQuerySet:
        """Those that may still be undone, unless something stands against it."""
        return self.filter(at__gt=timezone.now() - UNDO_WITHIN, undo__isnull=False)

    def past_undoing(self) -> MergedRecordQuerySet:
        return self.filter(at__lte=timezone.now() - UNDO_WITHIN, undo__isnull=False)

    def by_former_key(self, keys: Iterable[UUID]) -> dict[UUID, Teacher]:
        """Map former keys to the record that stayed."""
        return {row.former_id: row.kept for row in self.filter(former_id__in=list(keys)).select_related("kept")}


class MergedRecord(models.Model):
    """A record that was joined to another of the same person: its old address leads to the one that stayed.

    Logs never change, so they go on naming the former key; what both records said is in the log of changes. `moved`
    keeps the keys of the rows that changed hands, by model and field, should somebody have to take them apart again;
    `undo`, for UNDO_WITHIN and None afterwards, all that it takes to do so exactly (`merging.undoing`).
    """

    former_id = models.UUIDField(primary_key=True, editable=False)
    kept = models.ForeignKey(Teacher, models.CASCADE, related_name="merged_records")
    name = models.CharField(_("ficha unida"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("quién"))
    at = models.DateTimeField(_("cuándo"), default=timezone.now)
    moved = models.JSONField(default=dict)
    undo = models.JSONField(null=True, editable=False)

    objects = MergedRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.name} → {self.kept}"

    @property
    def undo_until(self) -> datetime:
        return self.at + UNDO_WITHIN

    @property
    def is_recent(self) -> bool:
        return self.undo is not None and timezone.now() < self.undo_until


def pair_of(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Return two keys in the order in which a pair is stored."""
    return (one, other) if one.int < other.int else (other, one)


class DistinctPeopleQuerySet(models.QuerySet["DistinctPeople"]):
    def pairs(self) -> set[tuple[UUID, UUID]]:
        return {pair_of(one, other) for one, other in self.values_list("first", "second")}

    def about(self, teacher: UUID) -> DistinctPeopleQuerySet:
        return self.filter(models.Q(first=teacher) | models.Q(second=teacher))


class DistinctPeople(models.Model):
    """Two people who look alike and are not the same: somebody looked at both and said so."""

    first = models.ForeignKey(Teacher, models.CASCADE, related_name="+")
    second = models.ForeignKey(Teacher, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("quién"))
    at = models.DateTimeField(_("cuándo"), default=timezone.now)

    objects = DistinctPeopleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="distinct_people_once")]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"

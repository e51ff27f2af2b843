"""What every log of the house is: rows written once. And the log of changes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access import reach_of
from ..text import fold

if TYPE_CHECKING:
    from .people import User


class AppendOnlyError(TypeError):
    """A log is written once: its rows are neither changed nor deleted, but for the retention period."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **changes: Any) -> int:
        raise AppendOnlyError("A log's rows never change.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("A log's rows go only when their retention period ends.")

    def before(self, instant: datetime) -> Self:
        return self.filter(at__lt=instant)

    def purge(self) -> int:
        """Delete these rows, whose retention period has ended; return how many."""
        return super().delete()[0]


class AppendOnly(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("A log's rows never change.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("A log's rows go only when their retention period ends.")


def loose_key(model: str) -> models.ForeignKey[Any, Any]:
    """A key without a constraint in the database: a log outlives a record that was merged into another."""
    return models.ForeignKey(model, models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False)


class ChangeQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User) -> Self:
        """All of them for an administrator; those of her UGEL's rosters for a specialist."""
        from .merges import MergedRecord  # people are recorded here: they import this module
        from .people import Teacher

        reach = reach_of(user)
        if reach.is_administrator:
            return self
        if not reach.is_specialist:
            return self.none()
        people = Teacher.objects.managed_by(user).values("pk")
        hers = Q(teacher__in=people) | Q(teacher__in=MergedRecord.objects.former_keys(people))
        return self.filter(Q(ugel__in=reach.specialist_ugels) | Q(ugel=None) & hers)

    def about(self, teacher: Any) -> Self:
        """What changed in one person's data, also in those of a record that was joined to hers."""
        from .merges import MergedRecord

        return self.filter(teacher__in=MergedRecord.objects.keys_of(teacher))

    def named_like(self, text: str) -> Self:
        return self.filter(search_name__contains=fold(text))


class Change(AppendOnly):
    """What somebody created, changed or took away: the fields with their values before and after.

    `fields` maps a field's name to [before, after] as they read that day. It never holds a password, nor what was
    written in a visit: a visit's every sending is kept whole in its submissions, and here are only its moves from one
    state to the next. An import of the ministry's registry is one `RegistryImport`, not a row for each institution.
    """

    class Action(models.TextChoices):
        CREATED = "created", _("registró")
        CHANGED = "changed", _("cambió")
        DELETED = "deleted", _("quitó")

    at = models.DateTimeField(_("cuándo"), default=timezone.now)
    by = models.ForeignKey("accompaniment.User", models.PROTECT, null=True, related_name="+", verbose_name=_("quién"))
    action = models.CharField(_("qué hizo"), max_length=7, choices=Action)
    model = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    search_name = models.CharField(max_length=200, editable=False)
    teacher = loose_key("accompaniment.Teacher")
    ugel = loose_key("accompaniment.Ugel")
    fields = models.JSONField(default=dict)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="change_list"),
            models.Index(fields=["teacher", "-at"], name="change_of_teacher"),
            models.Index(fields=["ugel", "-at"], name="change_of_ugel"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.name}"

"""The log of changes, which every tracked model writes; who may read which of them is in `logs/queries.py`."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.audit.append_only import AppendOnly, AppendOnlyQuerySet, loose_key
from accompaniment.lib.search import KEY_LENGTH, found_by


class TrackedChangeQuerySet(AppendOnlyQuerySet):
    def named_like(self, text: str) -> Self:
        return self.filter(found_by(text, "search_name"))


class TrackedChange(AppendOnly):
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
    search_name = models.CharField(max_length=KEY_LENGTH, editable=False)
    teacher = loose_key("accompaniment.Teacher")
    ugel = loose_key("accompaniment.Ugel")
    fields = models.JSONField(default=dict)

    objects = TrackedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="change_list"),
            models.Index(fields=["teacher", "-at"], name="change_of_teacher"),
            models.Index(fields=["ugel", "-at"], name="change_of_ugel"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} · {self.name}"

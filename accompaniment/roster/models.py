"""An upload of people, posts and assignments, from preview to confirmation and, while nothing hangs on it, undoing."""

from __future__ import annotations

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.accounts.models import User
from accompaniment.jobs.models import Upload


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user: User) -> Self:
        """A user sees their own uploads, while they are still a specialist."""
        return self.filter(uploaded_by=user) if reach_of(user).is_specialist else self.none()

    def for_list(self) -> Self:
        return self.defer("summary", "changes")


class RosterImport(Upload):
    """One uploaded roster; `changes` is what was stored, to undo it exactly."""

    class Status(models.TextChoices):
        PREVIEW = "preview", _("por confirmar")
        APPLIED = "applied", _("aplicada")
        UNDONE = "undone", _("deshecha")

    file = models.FileField(_("archivo"), upload_to="roster/")
    status = models.CharField(max_length=8, choices=Status, default=Status.PREVIEW)
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(null=True)

    objects = RosterImportQuerySet.as_manager()

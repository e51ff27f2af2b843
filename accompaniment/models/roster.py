"""An upload of people, posts and assignments, from preview to confirmation and, while nothing hangs on it, undoing."""

from __future__ import annotations

import uuid
from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..access import reach_of
from .people import User


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user: User) -> Self:
        """A person sees her own uploads, while she is still a specialist."""
        return self.filter(uploaded_by=user) if reach_of(user).is_specialist else self.none()

    def for_list(self) -> Self:
        return self.defer("summary", "changes")


class RosterImport(models.Model):
    """One uploaded file. `summary` is what its page shows; `changes` is what was stored, to undo it exactly."""

    class Status(models.TextChoices):
        PREVIEW = "preview", _("por confirmar")
        APPLIED = "applied", _("aplicada")
        UNDONE = "undone", _("deshecha")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey(User, models.CASCADE, related_name="roster_imports")
    file = models.FileField(_("archivo"), upload_to="roster/")
    file_name = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status, default=Status.PREVIEW)
    summary = models.JSONField(default=dict)
    changes = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

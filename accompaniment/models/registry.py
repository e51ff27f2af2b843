"""An upload of the ministry's registry, from preview to confirmation."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..access import reach_of
from .people import User


class RegistryImportQuerySet(models.QuerySet["RegistryImport"]):
    def visible_to(self, user: User) -> Self:
        """A person sees her own uploads, while she still keeps a registry."""
        reach = reach_of(user)
        if not (reach.is_specialist or reach.is_administrator):
            return self.none()
        return self.filter(uploaded_by=user)


class RegistryImport(models.Model):
    """One uploaded file. `summary` holds the counts and refused rows shown in the preview."""

    class Status(models.TextChoices):
        PREVIEW = "preview", _("por confirmar")
        APPLIED = "applied", _("aplicada")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uploaded_by = models.ForeignKey(User, models.CASCADE, related_name="registry_imports")
    file = models.FileField(_("archivo"), upload_to="registry/")
    file_name = models.CharField(max_length=200)
    all_levels = models.BooleanField(_("conservar todos los niveles"), default=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.PREVIEW)
    summary = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    objects = RegistryImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

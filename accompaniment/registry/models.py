"""An upload of the ministry's registry: read by a job, confirmed by a person, applied by a job."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.accounts.models import User
from accompaniment.jobs.models import UploadJob, UploadJobQuerySet


class RegistryImportQuerySet(UploadJobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A user sees their own uploads, while they still keep a registry."""
        reach = reach_of(user)
        if not (reach.is_specialist or reach.is_administrator):
            return self.none()
        return self.filter(uploaded_by=user)


class RegistryImport(UploadJob):
    """One uploaded registry: `file` is an extract without persons once it is read; `report` has every refused row and
    every warning.
    """

    task = "accompaniment.tasks.run_registry_import"
    folder = "registry"
    keeps_suffix = True

    uploaded_by = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")  # type: ignore[assignment]  # none: by the command
    all_levels = models.BooleanField(_("conservar todos los niveles"), default=False)
    allow_closures = models.BooleanField(default=False)  # closing many services was confirmed
    report = models.FileField(blank=True)

    objects: ClassVar[Any] = RegistryImportQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return reverse("registry_preview", args=[self.pk])

    @property
    def kept(self) -> list[str]:
        return [*super().kept, *([self.report.name] if self.report.name else [])]

"""An upload of the ministry's registry: read by a job, confirmed by a person, applied by a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.accounts.models import User
from accompaniment.jobs.models import Job, JobQuerySet, Upload


class RegistryImportQuerySet(JobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A user sees their own uploads, while they still keep a registry."""
        reach = reach_of(user)
        if not (reach.is_specialist or reach.is_administrator):
            return self.none()
        return self.filter(uploaded_by=user)

    def for_list(self) -> Self:
        return self.defer("summary")

    def at_work(self) -> Self:
        return self.select_related("uploaded_by")

    def pending(self) -> Self:
        """Those whose preview is ready and that nobody has confirmed, or whose confirmation came to nothing."""
        wanted = RegistryImport.Goal
        ready = Q(goal=wanted.PREVIEW, status=Job.Status.DONE)
        return self.filter(ready | Q(goal=wanted.APPLIED, status=Job.Status.FAILED))

    def applied(self) -> Self:
        return self.filter(goal=RegistryImport.Goal.APPLIED, status=Job.Status.DONE)

    def applying(self) -> Self:
        """Those that a worker is comparing or storing now."""
        return self.filter(goal=RegistryImport.Goal.APPLIED, status=Job.Status.RUNNING)

    def may_be_called_off(self) -> Self:
        """Those that have changed nothing so far, and are not about to."""
        return self.filter(goal=RegistryImport.Goal.PREVIEW) | self.pending()

    def abandoned(self, since: datetime) -> Self:
        return self.filter(created_at__lt=since).may_be_called_off()


class RegistryImport(Upload, Job):  # type: ignore[misc]  # both have the same created_at
    """One uploaded registry. `goal` is how far its job works: to the preview, and once that is confirmed, to the end.

    `file` is the upload until it is read, then an extract without persons, and nothing once it is applied; `report` has
    every refused row and every warning.
    """

    class Goal(models.TextChoices):
        PREVIEW = "preview", _("por confirmar")
        APPLIED = "applied", _("aplicada")

    task = "accompaniment.tasks.run_registry_import"

    file = models.FileField(_("archivo"), upload_to="registry/")
    goal = models.CharField(max_length=8, choices=Goal, default=Goal.PREVIEW)
    all_levels = models.BooleanField(_("conservar todos los niveles"), default=False)
    allow_closures = models.BooleanField(default=False)  # closing many services was confirmed
    report = models.FileField(blank=True)

    objects: ClassVar[Any] = RegistryImportQuerySet.as_manager()

    class Meta(Upload.Meta):
        indexes = [
            models.Index(
                fields=["status", "heartbeat_at"],
                condition=Q(status__in=["queued", "running"]),
                name="registry_import_unfinished",
            )
        ]

    @property
    def is_pending(self) -> bool:
        return (self.goal, self.status) in {
            (self.Goal.PREVIEW, self.Status.DONE),
            (self.Goal.APPLIED, self.Status.FAILED),
        }

    @property
    def is_applied(self) -> bool:
        return (self.goal, self.status) == (self.Goal.APPLIED, self.Status.DONE)

    @property
    def is_unreadable(self) -> bool:
        return (self.goal, self.status) == (self.Goal.PREVIEW, self.Status.FAILED)

    @property
    def state(self) -> str:
        """Where the import stands, in words."""
        if self.is_pending:
            return str(self.Goal.PREVIEW.label)
        return str(self.Goal.APPLIED.label) if self.is_applied else self.get_status_display()

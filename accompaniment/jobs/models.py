"""What every request for long work is. Its row, not the broker, is the truth about its progress."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.models import User


class JobQuerySet(models.QuerySet[Any]):
    def unfinished(self) -> Self:
        return self.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])

    def at_work(self) -> Self:
        """With what a worker needs of each at hand."""
        return self


class Asked(models.Model):
    """What a person asked for once: its key cannot be guessed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Job(Asked):
    """Long work that a worker does; `jobs.runs` has its guarded moves from one status to the next."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("en cola")
        RUNNING = "running", _("en curso")
        DONE = "done", _("listo")
        FAILED = "failed", _("no se pudo hacer")

    task: ClassVar[str]  # where the task is that does such a job, given its key

    status = models.CharField(_("estado"), max_length=7, choices=Status, default=Status.QUEUED)
    step = models.CharField(_("paso"), max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("motivo"), max_length=400, blank=True)
    heartbeat_at = models.DateTimeField(null=True)  # the last time it was sent, claimed or moved on
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[Any]  # a JobQuerySet's manager, of each model's own

    class Meta:
        abstract = True

    @property
    def percent(self) -> int:
        return 100 if self.status == self.Status.DONE else min(100 * self.done // max(self.total, 1), 100)

    @property
    def is_finished(self) -> bool:
        return self.status in {self.Status.DONE, self.Status.FAILED}


class Upload(Asked):
    """One upload: each kind keeps its `file` until it is applied, and `summary` is what its page shows."""

    uploaded_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    summary = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

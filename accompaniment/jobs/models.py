"""What every request for long work is. Its row, not the broker, is the truth about its progress."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
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
    language: str = settings.LANGUAGE_CODE  # in which it is done

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
    def percent(self) -> int | None:
        """How much is done; None in a step of which nobody can tell, as in one transaction."""
        if self.status == self.Status.DONE:
            return 100
        return min(100 * self.done // self.total, 100) if self.total else None

    @property
    def is_finished(self) -> bool:
        return self.status in {self.Status.DONE, self.Status.FAILED}

    @property
    def made_at_once(self) -> int:
        """How many such jobs a worker takes at a time, when they stand in a row."""
        return 1

    def is_made_along_with(self, other: Self) -> bool:
        """Whether whoever does this job may do that one in the same go."""
        return False


class Heartbeat(models.Model):
    """The last mark that a worker took out of a queue: when it had gone in, and when it came out."""

    queue = models.CharField(max_length=80)
    worker = models.CharField(max_length=120)
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "worker"], name="heartbeat_of_worker")]

    def __str__(self) -> str:
        return f"{self.queue} · {self.worker}"


def present_language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE  # none: a command, a migration


class UploadJobQuerySet(JobQuerySet):
    def for_list(self) -> Self:
        return self.defer("summary")

    def at_work(self) -> Self:
        return self.select_related("uploaded_by")

    def pending(self) -> Self:
        """Those whose preview is ready and that nobody has confirmed, or whose confirmation came to nothing."""
        goal, status = UploadJob.Goal, Job.Status
        return self.filter(Q(goal=goal.PREVIEW, status=status.DONE) | Q(goal=goal.APPLIED, status=status.FAILED))

    def applied(self) -> Self:
        """Those that were applied, and not undone since."""
        goal, status = UploadJob.Goal, Job.Status
        return self.filter(Q(goal=goal.APPLIED, status=status.DONE) | Q(goal=goal.UNDONE, status=status.FAILED))

    def applying(self) -> Self:
        """Those that a worker is comparing or storing now."""
        return self.filter(goal=UploadJob.Goal.APPLIED, status=Job.Status.RUNNING)

    def may_be_called_off(self) -> Self:
        """Those that have changed nothing so far, and are not about to."""
        return self.filter(goal=UploadJob.Goal.PREVIEW) | self.pending()

    def abandoned(self, since: datetime) -> Self:
        return self.filter(created_at__lt=since).may_be_called_off()


class UploadJob(Job):
    """An uploaded file: read by a job into a preview, confirmed by a person, applied by a job, perhaps undone by one.

    `goal` is how far its job works now. `file` is the upload until it is read, then what was kept of it, and nothing
    once it is applied; `summary` is what its page shows. `jobs.uploads` has its moves, `jobs.files` its folder.
    """

    class Goal(models.TextChoices):
        PREVIEW = "preview", _("por confirmar")
        APPLIED = "applied", _("aplicada")
        UNDONE = "undone", _("deshecha")

    folder: ClassVar[str]  # of the private files, where each upload of the kind has a folder of its own
    keeps_suffix: ClassVar[bool] = False  # a file of the kind must be what its name promises

    uploaded_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    language = models.CharField(max_length=10, default=present_language)  # in which its page is to be written
    file_name = models.CharField(max_length=200)
    file = models.FileField(_("archivo"))
    goal = models.CharField(max_length=8, choices=Goal, default=Goal.PREVIEW)
    summary = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["status", "heartbeat_at"],
                condition=Q(status__in=["queued", "running"]),
                name="%(class)s_unfinished",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def kept(self) -> list[str]:
        """The names of its files that are still needed."""
        return [self.file.name] if self.file.name else []

    @property
    def is_pending(self) -> bool:
        return (self.goal, self.status) in {
            (self.Goal.PREVIEW, self.Status.DONE),
            (self.Goal.APPLIED, self.Status.FAILED),
        }

    @property
    def is_applied(self) -> bool:
        return (self.goal, self.status) in {
            (self.Goal.APPLIED, self.Status.DONE),
            (self.Goal.UNDONE, self.Status.FAILED),
        }

    @property
    def is_undone(self) -> bool:
        return (self.goal, self.status) == (self.Goal.UNDONE, self.Status.DONE)

    @property
    def is_unreadable(self) -> bool:
        return (self.goal, self.status) == (self.Goal.PREVIEW, self.Status.FAILED)

    @property
    def state(self) -> str:
        """Where the upload stands, in words."""
        for stands, goal in (
            (self.is_pending, self.Goal.PREVIEW),
            (self.is_applied, self.Goal.APPLIED),
            (self.is_undone, self.Goal.UNDONE),
        ):
            if stands:
                return str(goal.label)
        return self.get_status_display()

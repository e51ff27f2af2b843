"""A request for long work. This row, not the broker, is the truth about its progress."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Campaign, Teacher

from .documents import Document

if TYPE_CHECKING:
    from accompaniment.models import User


class ReportJobQuerySet(models.QuerySet["ReportJob"]):
    def visible_to(self, user: User) -> Self:
        """A person sees her own requests, about people she still reaches."""
        return self.filter(requested_by=user, teacher__in=Teacher.objects.visible_to(user))

    def unfinished(self) -> Self:
        return self.filter(status__in=[ReportJob.Status.QUEUED, ReportJob.Status.RUNNING])


class ReportJob(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued", _("en cola")
        RUNNING = "running", _("en curso")
        DONE = "done", _("listo")
        FAILED = "failed", _("no se pudo hacer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("tipo"), max_length=16, choices=Document.Kind)
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="report_jobs")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="report_jobs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="report_jobs")
    status = models.CharField(_("estado"), max_length=7, choices=Status, default=Status.QUEUED)
    step = models.CharField(_("paso"), max_length=80, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("motivo"), max_length=400, blank=True)
    number = models.PositiveIntegerField(null=True)  # kept for the document, so that a second attempt prints the same
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)  # the last time it was sent, claimed or moved on
    finished_at = models.DateTimeField(null=True)

    objects = ReportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "teacher", "campaign", "requested_by"],
                condition=Q(status__in=["queued", "running"]),
                name="job_unfinished_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["status", "heartbeat_at"], condition=Q(status__in=["queued", "running"]), name="job_unfinished"
            ),
            models.Index(
                fields=["campaign"], condition=Q(status="failed", number__isnull=False), name="job_left_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reports:job", args=[self.pk])

    @property
    def percent(self) -> int:
        return 100 if self.status == self.Status.DONE else 100 * self.done // max(self.total, 1)

    @property
    def is_finished(self) -> bool:
        return self.status in {self.Status.DONE, self.Status.FAILED}

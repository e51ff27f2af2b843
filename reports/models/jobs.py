"""A request for a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Campaign, Teacher
from accompaniment.models.jobs import Job, JobQuerySet
from visits.models import Visit

from .documents import Document

if TYPE_CHECKING:
    from accompaniment.models import User


class ReportJobQuerySet(JobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A person sees her own requests, about people she still reaches."""
        return self.filter(requested_by=user, teacher__in=Teacher.objects.visible_to(user))

    def at_work(self) -> Self:
        return self.select_related("teacher", "campaign__ugel__region", "requested_by")


class ReportJob(Job):
    task = "reports.tasks.run_report_job"

    kind = models.CharField(_("tipo"), max_length=16, choices=Document.Kind)
    teacher = models.ForeignKey(Teacher, models.CASCADE, related_name="report_jobs")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="report_jobs")
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="report_jobs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="report_jobs")
    number = models.PositiveIntegerField(null=True)  # kept for the document, so that a second attempt prints the same
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = ReportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "teacher", "campaign", "requested_by"],
                condition=Q(status__in=["queued", "running"], visit=None),
                name="job_unfinished_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "visit", "requested_by"],
                condition=Q(status__in=["queued", "running"], visit__isnull=False),
                name="job_of_a_visit_unfinished_once",
            ),
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

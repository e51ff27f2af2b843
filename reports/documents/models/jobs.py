"""A request for a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accompaniment.access import reach_of
from accompaniment.jobs.models import Job, JobQuerySet
from accompaniment.models import Campaign, Companion, Institution, Network, Teacher, Ugel
from reports.documents.kinds import KINDS
from reports.documents.targets import DocumentTarget, Shape, one_of
from visits.models import GroupSession, Visit

from .batches import Batch
from .documents import Document, OfKind

if TYPE_CHECKING:
    from accompaniment.models import User


COLUMNS = ("visit", "teacher", "session", "companion", "institution", "network")  # a batch may stand beside any
SHAPES = {
    DocumentTarget.VISIT: Shape(("visit", "teacher")),
    DocumentTarget.TEACHER: Shape(("teacher",)),
    DocumentTarget.SESSION: Shape(("session",), may=("companion", "institution")),
    DocumentTarget.ATTENDANCE: Shape(("teacher", "session")),
    DocumentTarget.COMPANION: Shape(("companion",)),
    DocumentTarget.INSTITUTION: Shape(("institution",)),
    DocumentTarget.NETWORK: Shape(("network",)),
    DocumentTarget.BATCH: Shape(("batch",)),
    DocumentTarget.UGEL: Shape(),
}
UNFINISHED = Q(status__in=["queued", "running"])


def unfinished_once(*fields: str, where: Q, name: str) -> models.UniqueConstraint:
    """A user's second request for the same is answered with the first one until that is finished."""
    return models.UniqueConstraint(fields=["kind", *fields, "requested_by"], condition=UNFINISHED & where, name=name)


class ReportJobQuerySet(JobQuerySet):
    def visible_to(self, user: User) -> Self:
        """A user sees their own requests, about whom and what they still reach."""
        reach = reach_of(user)
        return self.filter(
            Q(teacher__in=Teacher.objects.visible_to(user))
            | Q(companion__in=reach.companion_ids)
            | Q(institution__in=reach.directed_institutions)
            | Q(teacher=None, campaign__ugel__in=reach.specialist_ugels)
            | Q(session__leader=user.pk),
            requested_by=user,
        )

    def at_work(self) -> Self:
        rows = self.select_related("teacher", "session", "campaign__ugel__region", "requested_by__teacher")
        return rows.prefetch_related("campaign__norms")


class ReportJob(OfKind, Job):
    task = "reports.tasks.run_report_job"
    in_turn = ("turn", "created_at", "pk")

    kind = models.CharField(_("tipo"), max_length=32)  # one of KINDS
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, blank=True, related_name="jobs")
    institution = models.ForeignKey(Institution, models.CASCADE, null=True, blank=True, related_name="report_jobs")
    network = models.ForeignKey(Network, models.CASCADE, null=True, blank=True, related_name="report_jobs")
    companion = models.ForeignKey(Companion, models.CASCADE, null=True, blank=True, related_name="report_jobs")
    teacher = models.ForeignKey(Teacher, models.CASCADE, null=True, blank=True, related_name="report_jobs")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="report_jobs")
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, blank=True, related_name="report_jobs")
    session = models.ForeignKey(GroupSession, models.CASCADE, null=True, blank=True, related_name="report_jobs")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="report_jobs")
    number = models.PositiveIntegerField(null=True)  # kept for the document, so that a second attempt prints the same
    year = models.PositiveSmallIntegerField(null=True)  # of whose series the number is
    turn = models.PositiveIntegerField(default=0, db_default=0)  # when it is taken: see `turns`
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = ReportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            unfinished_once("teacher", "campaign", where=Q(visit=None, session=None), name="job_unfinished_once"),
            unfinished_once(
                "teacher",
                "session",
                where=SHAPES[DocumentTarget.ATTENDANCE].among(COLUMNS),
                name="job_of_attendance_unfinished_once",
            ),
            unfinished_once("visit", where=Q(visit__isnull=False), name="job_of_a_visit_unfinished_once"),
            *(
                unfinished_once(
                    name,
                    "campaign",
                    where=SHAPES[DocumentTarget(name)].among(COLUMNS),
                    name=f"job_of_{name}_unfinished_once",
                )
                for name in ("session", "companion", "institution", "network")
            ),
            unfinished_once(
                "batch", where=SHAPES[DocumentTarget.BATCH].among(COLUMNS), name="job_of_batch_unfinished_once"
            ),
            unfinished_once(
                "campaign",
                where=SHAPES[DocumentTarget.UGEL].among([*COLUMNS, "batch"]),
                name="job_of_ugel_unfinished_once",
            ),
            models.CheckConstraint(condition=one_of(SHAPES, COLUMNS), name="job_of_one_target"),
            *(
                models.CheckConstraint(
                    condition=~Q(kind=kind.code) | SHAPES[kind.target].among(COLUMNS), name=f"job_{kind.code}"
                )
                for kind in KINDS.values()
            ),
        ]
        indexes = [
            models.Index(fields=["status", "heartbeat_at"], condition=UNFINISHED, name="job_unfinished"),
            models.Index(fields=["turn", "created_at", "id"], condition=Q(status="queued"), name="job_waits_its_turn"),
            models.Index(
                fields=["campaign"], condition=Q(status="failed", number__isnull=False), name="job_left_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reports:job", args=[self.pk])

    @property
    def made_at_once(self) -> int:
        return self.of_kind.made_at_once

    def is_made_along_with(self, other: Self) -> bool:
        return all(getattr(self, name) == getattr(other, name) for name in ("kind", "campaign_id", "requested_by_id"))

    @property
    def ugel(self) -> Ugel:
        return self.campaign.ugel

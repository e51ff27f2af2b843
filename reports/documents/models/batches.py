"""One request for documents of many: of every person of a place, say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from accompaniment.access import reach_of
from accompaniment.jobs.models import Asked, Job
from accompaniment.models import Campaign

if TYPE_CHECKING:
    from accompaniment.models import User


class BatchProgress(NamedTuple):
    """How many of a batch's requests stand where; together they are all of them."""

    queued: int
    running: int
    done: int
    failed: int

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def is_finished(self) -> bool:
        return not self.queued and not self.running


RECENT = timedelta(days=7)


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> Self:
        """Batches of the UGELs in which the person is a specialist."""
        return self.filter(campaign__ugel__in=reach_of(user).specialist_ugels)

    def recent(self) -> Self:
        """Batches of the last days, and whatever is still to be done."""
        return self.filter(Q(created_at__gte=timezone.now() - RECENT) | Q(pk__in=self.model.objects.unfinished()))

    def with_progress(self) -> Self:
        """Annotate what `progress` counts."""
        statuses = BatchProgress._fields
        return self.annotate(**{status: Count("jobs", filter=Q(jobs__status=status)) for status in statuses})

    def unfinished(self) -> Self:
        """Batches of which some request is still to be done."""
        return self.filter(jobs__status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).distinct()


class Batch(Asked):
    """Who asked for which kind of document, and when; its requests say about whom."""

    kind = models.CharField(max_length=32)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="batches")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="batches")

    queued: int  # these four of `with_progress`
    running: int
    done: int
    failed: int

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.campaign}"

    def get_absolute_url(self) -> str:
        return reverse("reports:batch", args=[self.pk])

    @property
    def progress(self) -> BatchProgress:
        return BatchProgress(self.queued, self.running, self.done, self.failed)

"""One request for documents of many: of every person of a place, say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accompaniment.access import reach_of
from accompaniment.jobs.models import Asked, Job
from accompaniment.models import Campaign
from reports.documents.kinds import KINDS
from visits.models import GroupSession

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

    @property
    def percent(self) -> int:
        return 100 * (self.done + self.failed) // self.total if self.total else 100

    @property
    def text(self) -> str:
        said = ngettext("%(done)d de %(total)d listo", "%(done)d de %(total)d listos", self.total)
        said %= {"done": self.done, "total": self.total}
        if not self.failed:
            return said
        failed = ngettext("%(n)d no se pudo emitir", "%(n)d no se pudieron emitir", self.failed) % {"n": self.failed}
        return f"{said} · {failed}"


RECENT = timedelta(days=7)


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> Self:
        """Batches of the UGELs in which the person is a specialist, and about the sessions that the person leads."""
        return self.filter(Q(campaign__ugel__in=reach_of(user).specialist_ugels) | Q(session__leader=user.pk))

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
    session = models.ForeignKey(  # when they are about those who took part in one
        GroupSession, models.CASCADE, null=True, blank=True, related_name="batches"
    )
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
    def title(self) -> str:
        """What its documents are called, in the reader's language."""
        return str(KINDS[self.kind].many)

    @property
    def progress(self) -> BatchProgress:
        return BatchProgress(self.queued, self.running, self.done, self.failed)

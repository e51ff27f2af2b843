"""Numbers of documents: none is lost or given twice, whatever fails on the way."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accompaniment.jobs import runs
from reports.documents.models.documents import DocumentCounter
from reports.documents.models.jobs import ReportJob


class Reserved(NamedTuple):
    """A number of the series of one year."""

    number: int
    year: int

    def __str__(self) -> str:
        return f"{self.number:04d}-{self.year}"


@transaction.atomic
def reserve_number(job: ReportJob, **progress: Any) -> Reserved:
    """Give the request a number of this year's series and keep it there, with how far it is by now: a second attempt
    prints the same, so none is lost or doubled.

    Numbers of requests that failed for good are handed out again before new ones.
    """
    if job.number is None or job.year is None:
        job.year = timezone.localdate().year
        job.number = _orphaned_number(job) or _next_number(job)
    runs.move_on(job, number=job.number, year=job.year, **progress)
    return Reserved(job.number, job.year)


def _orphaned_number(job: ReportJob) -> int | None:
    for orphan in ReportJob.objects.filter(
        kind=job.kind,
        campaign__ugel=job.campaign.ugel_id,
        year=job.year,
        status=ReportJob.Status.FAILED,
        number__isnull=False,
    ).order_by("number"):
        if ReportJob.objects.filter(pk=orphan.pk, status=orphan.status, number=orphan.number).update(number=None):
            return orphan.number
    return None


def _next_number(job: ReportJob) -> int:
    """Raise the counter by one update, which also locks its row until the transaction ends."""
    key: dict[str, Any] = {"kind": job.kind, "ugel_id": job.campaign.ugel_id, "year": job.year}
    if not DocumentCounter.objects.filter(**key).update(last=F("last") + 1):
        DocumentCounter.objects.get_or_create(**key)
        DocumentCounter.objects.filter(**key).update(last=F("last") + 1)
    return DocumentCounter.objects.values_list("last", flat=True).get(**key)

"""Numbers of documents: none is lost or given twice, whatever fails on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, When
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
def reserve_numbers(jobs: Sequence[ReportJob], **progress: Any) -> dict[UUID, Reserved]:
    """Give requests of one series, in their order, a number of this year's and keep it there, with how far they are by
    now: a second attempt prints the same, so none is lost or doubled. Return them by the requests' keys.

    Numbers of requests that failed for good are handed out again before new ones.
    """
    reserved = {job.pk: Reserved(job.number, job.year) for job in jobs if job.number and job.year}
    lack = [job for job in jobs if job.pk not in reserved]
    year = timezone.localdate().year
    numbers = _numbers_for(lack, year)
    reserved |= {job.pk: Reserved(number, year) for job, number in zip(lack, numbers, strict=True)}
    kept = {
        name: Case(*(When(pk=key, then=getattr(one, name)) for key, one in reserved.items()))
        for name in Reserved._fields
    }
    runs.move_on(*jobs, **kept, **progress)
    return reserved


def _numbers_for(jobs: Sequence[ReportJob], year: int) -> list[int]:
    if not jobs:
        return []
    series = {"kind": jobs[0].kind, "ugel_id": jobs[0].campaign.ugel_id, "year": year}
    again = _orphaned_numbers(series, len(jobs))
    return again + _next_numbers(series, len(jobs) - len(again))


def _orphaned_numbers(series: dict[str, Any], most: int) -> list[int]:
    failed = ReportJob.objects.filter(
        kind=series["kind"],
        campaign__ugel=series["ugel_id"],
        year=series["year"],
        status=ReportJob.Status.FAILED,
        number__isnull=False,
    )
    return [
        orphan.number
        for orphan in failed.order_by("number")[:most]
        if ReportJob.objects.filter(pk=orphan.pk, status=orphan.status, number=orphan.number).update(number=None)
    ]


def _next_numbers(series: dict[str, Any], count: int) -> list[int]:
    """Raise the counter by one update, which also locks its row until the transaction ends."""
    if not count:
        return []
    counter = DocumentCounter.objects.filter(**series)
    if not counter.update(last=F("last") + count):
        DocumentCounter.objects.get_or_create(**series)
        counter.update(last=F("last") + count)
    last = counter.values_list("last", flat=True).get()
    return list(range(last - count + 1, last + 1))

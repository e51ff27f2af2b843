"""Numbers of documents: none is lost or given twice, whatever fails on the way."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from accompaniment.jobs import runs
from accompaniment.models import Campaign
from reports.documents.models.documents import DocumentCounter
from reports.documents.models.jobs import ReportJob


@transaction.atomic
def reserve_number(job: ReportJob) -> int:
    """Give the request its number and keep it there: a second attempt prints the same, so none is lost or doubled.

    Numbers of requests that failed for good are handed out again before new ones.
    """
    if job.number is None:
        job.number = _orphaned_number(job) or _next_number(job.kind, job.campaign)
        if not runs.mine(job).update(number=job.number):
            raise runs.Superseded
    return job.number


def _orphaned_number(job: ReportJob) -> int | None:
    for orphan in ReportJob.objects.filter(
        kind=job.kind,
        campaign__ugel=job.campaign.ugel_id,
        campaign__year=job.campaign.year,
        status=ReportJob.Status.FAILED,
        number__isnull=False,
    ).order_by("number"):
        if ReportJob.objects.filter(pk=orphan.pk, number=orphan.number).update(number=None):
            return orphan.number
    return None


def _next_number(kind: str, campaign: Campaign) -> int:
    """Raise the counter by one update, which also locks its row until the transaction ends."""
    key: dict[str, Any] = {"kind": kind, "ugel_id": campaign.ugel_id, "year": campaign.year}
    if not DocumentCounter.objects.filter(**key).update(last=F("last") + 1):
        DocumentCounter.objects.get_or_create(**key)
        DocumentCounter.objects.filter(**key).update(last=F("last") + 1)
    return DocumentCounter.objects.values_list("last", flat=True).get(**key)

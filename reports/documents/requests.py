"""Asking for documents: of one person or place, or of many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accompaniment.jobs import runs
from accompaniment.models import Campaign, User
from reports.documents.kinds.base import Kind
from reports.documents.models.batches import Batch
from reports.documents.models.jobs import ReportJob

from .issue import STEPS

AT_ONCE = 500


@transaction.atomic
def request_document(*, kind: Kind[Any], target: Any, campaign: Campaign, by: User) -> ReportJob:
    """Queue a document; while the same person's earlier request for it is unfinished, return that one."""
    _one_at_a_time(by)
    same = _asked(kind, campaign, by) | kind.columns(target)
    unfinished: ReportJob | None = ReportJob.objects.unfinished().filter(**same).first()
    return unfinished or _queue([_job(same)])[0]


@transaction.atomic
def request_batch(*, kind: Kind[Any], targets: Iterable[Any], campaign: Campaign, by: User) -> Batch:
    """Queue a document of each target; of a whole UGEL there is one, which is asked for alone. While the same person's
    earlier batch of this kind is unfinished, return that one, with the targets that it lacked.
    """
    _one_at_a_time(by)
    same = _asked(kind, campaign, by)
    batch = Batch.objects.unfinished().filter(**same).first() or Batch.objects.create(**same)
    wanted = {target.pk: target for target in targets}
    waiting = dict(ReportJob.objects.unfinished().filter(**same).values_list(kind.target, "pk"))
    alone = [job for target, job in waiting.items() if target in wanted]
    ReportJob.objects.filter(pk__in=alone, batch=None).update(batch=batch)
    new = [target for key, target in wanted.items() if key not in waiting]
    _queue([_job(same | kind.columns(target) | {"batch": batch}) for target in new])
    return batch


def _one_at_a_time(by: User) -> None:
    """What a person asks for twice at once is asked for one after the other; SQLite has one writer anyway."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _asked(kind: Kind[Any], campaign: Campaign, by: User) -> dict[str, Any]:
    return {"kind": kind.code, "campaign": campaign, "requested_by": by}


def _job(columns: dict[str, Any]) -> ReportJob:
    return ReportJob(**columns, total=len(STEPS), heartbeat_at=timezone.now())


def _queue(new: list[ReportJob]) -> list[ReportJob]:
    for job in ReportJob.objects.bulk_create(new, batch_size=AT_ONCE):
        runs.send(job)
    return new

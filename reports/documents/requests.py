"""Asking for documents: of one person or place, or of many at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accompaniment.jobs import runs
from accompaniment.models import Campaign, User
from reports.documents.kinds import KINDS
from reports.documents.kinds.base import Kind
from reports.documents.models.batches import Batch
from reports.documents.models.jobs import SHAPES, ReportJob
from visits.models import GroupSession

from .issue import STEPS
from .turns import next_turn

AT_ONCE = 500


@transaction.atomic
def request_document(*, kind: Kind[Any], target: Any, campaign: Campaign, by: User) -> ReportJob:
    """Queue a document; while the same person's earlier request for it is unfinished, return that one."""
    _one_at_a_time(by)
    same = _asked(kind, campaign, by) | kind.columns(target)
    unfinished: ReportJob | None = ReportJob.objects.unfinished().filter(**same).first()
    return unfinished or _queue([_job(same)], by)[0]


@transaction.atomic
def request_batch(
    *,
    kind: Kind[Any],
    targets: Iterable[Any],
    campaign: Campaign,
    by: User,
    session: GroupSession | None = None,
) -> Batch:
    """Queue a document of each target; of a whole UGEL there is one, which is asked for alone. While the same person's
    earlier batch of this kind, and of this session where it is about one, is unfinished, return that one, with the
    targets that it lacked.
    """
    _one_at_a_time(by)
    same = _asked(kind, campaign, by)
    about = same | {"session": session}
    batch = Batch.objects.unfinished().filter(**about).first() or Batch.objects.create(**about)
    wanted = {_key(kind, columns): columns for columns in map(kind.columns, targets)}
    waiting = _waiting(kind, same)
    alone = [job for key, job in waiting.items() if key in wanted]
    ReportJob.objects.filter(pk__in=alone, batch=None).update(batch=batch)
    _queue([_job(same | columns | {"batch": batch}) for key, columns in wanted.items() if key not in waiting], by)
    return batch


@transaction.atomic
def retry_failed(*, batch: Batch) -> int:
    """Queue again those of a batch that failed, each with its number if it kept one, and no other; return how many.

    What the same person has asked for again meanwhile stays as it is.
    """
    by = batch.requested_by
    _one_at_a_time(by)
    kind = KINDS[batch.kind]
    waiting = _waiting(kind, _asked(kind, batch.campaign, by))
    failed = batch.jobs.filter(status=ReportJob.Status.FAILED).order_by("pk").select_for_update(of=("self",))
    again = [job for job in failed if tuple(getattr(job, f"{name}_id") for name in _columns(kind)) not in waiting]
    fresh = {"status": ReportJob.Status.QUEUED, "error": "", "done": 0, "attempts": 0, "finished_at": None}
    fresh["heartbeat_at"] = timezone.now()
    for turn, job in enumerate(sorted(again, key=lambda job: job.created_at), next_turn(by)):
        vars(job).update(fresh, turn=turn)
        runs.send(job)
    ReportJob.objects.bulk_update(again, [*fresh, "turn"], batch_size=AT_ONCE)
    return len(again)


def _columns(kind: Kind[Any]) -> tuple[str, ...]:
    """What tells a request about one target from that about another."""
    return SHAPES[kind.target].filled


def _key(kind: Kind[Any], columns: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(columns[name].pk for name in _columns(kind))


def _waiting(kind: Kind[Any], same: dict[str, Any]) -> dict[tuple[Any, ...], Any]:
    """The unfinished requests of the same by what they are about."""
    rows = ReportJob.objects.unfinished().filter(**same).values_list("pk", *_columns(kind))
    return {tuple(about): key for key, *about in rows}


def _one_at_a_time(by: User) -> None:
    """What a person asks for twice at once is asked for one after the other; SQLite has one writer anyway."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _asked(kind: Kind[Any], campaign: Campaign, by: User) -> dict[str, Any]:
    return {"kind": kind.code, "campaign": campaign, "requested_by": by}


def _job(columns: dict[str, Any]) -> ReportJob:
    return ReportJob(**columns, total=len(STEPS), heartbeat_at=timezone.now())


def _queue(new: list[ReportJob], by: User) -> list[ReportJob]:
    for turn, job in enumerate(new, next_turn(by)):
        job.turn = turn
    for job in ReportJob.objects.bulk_create(new, batch_size=AT_ONCE):
        runs.send(job)
    return new

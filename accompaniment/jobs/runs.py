"""The guarded moves of long work: sent, claimed, moved on, failed, and found again when its message or worker is lost.

Every move is one update that finds no row when another attempt has taken the job over; nothing is locked meanwhile.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from itertools import takewhile
from operator import attrgetter, or_
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accompaniment.lib.log_lines import where_it_broke
from accompaniment.lib.outages import through_outage
from accompaniment.lib.queues import hand_over

from .heartbeats import CLOCKS_DIFFER, came_through, is_silent, last_seen
from .models import Job

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
QUEUED_LOST_AFTER = timedelta(seconds=45)  # before a mark that came out of the queue: so should its message have
RUNNING_LOST_AFTER = timedelta(seconds=90)  # no step lasts that long: its worker is gone
WHOLE_LOST_AFTER = timedelta(minutes=5)  # a step of one transaction, which can tell nothing until it is over
REPORT_EVERY = 1.0  # seconds
UNEXPECTED = gettext_noop("Algo salió mal de nuestro lado. Puedes pedirlo otra vez; si se repite, avisa a tu UGEL.")

J = TypeVar("J", bound=Job)
T = TypeVar("T")


class Superseded(Exception):
    """Another attempt took this job over, or a person called it off; what this one made is dropped."""


class TakesLonger(Exception):
    """What was tried within a web request takes longer than a person should wait: the workers do it."""


class JobRefused(Exception):
    """The job cannot be done, and trying again would not help; the text says why to the person who asked."""


# --- Sending and running -----------------------------------------------------------------------------------------
def send(job: Job) -> None:
    """Hand a queued job to the workers once the transaction is committed."""
    hand_over(job.task, str(job.pk))


def run(
    model: type[J], job_id: str | UUID, work: Callable[[J], None], *, step: str = "", at_once: bool = False
) -> None:
    """Do one job from claim to outcome. Harmless when it is already done, running elsewhere or unknown.

    A worker sits an outage of the database out; `at_once`, within a web request, nobody does.
    """
    patiently = _simply if at_once else through_outage
    job = patiently(lambda: claim(model, job_id, step=step))
    if job is None:
        return
    try:
        with translation.override(job.language):
            work(job)
    except Exception as error:
        end_attempt(job, error, patiently)


def run_next(model: type[J], work: Callable[[list[J]], None], *, order: Sequence[str], step: str = "") -> None:
    """Do the queued jobs that are first in this order. So a message is a turn to work, for whichever job was sent:
    there are as many as jobs wait, and who puts in a thousand of them keeps nobody from being next.
    """
    jobs = through_outage(lambda: claim_next(model, order=order, step=step))
    if not jobs:
        return
    try:
        with translation.override(jobs[0].language):
            work(jobs)
    except Exception as error:
        for job in jobs:
            end_attempt(job, error)


def end_attempt(job: Job, error: Exception, patiently: Callable[[Callable[[], Any]], Any] = through_outage) -> None:
    """Give a job the outcome of what went wrong in this attempt; one that has an outcome already keeps it."""
    match error:
        case Superseded():
            log.warning("%s %s was taken over by another attempt", type(job).__name__, job.pk)
        case TakesLonger():
            patiently(lambda: _queue_again(job, attempts=0))  # it was no failure
        case JobRefused():
            patiently(lambda: fail(job, str(error)))
        case _:
            _log_without_values(job, error)
            patiently(lambda: _queue_again(job) if job.attempts < MAX_ATTEMPTS else fail(job, UNEXPECTED))


def _simply(action: Callable[[], T]) -> T:
    return action()


def claim(model: type[J], job_id: str | UUID, *, step: str = "") -> J | None:
    """Take a queued job for this attempt, which begins with `step`; None when there is none to take."""
    return next(iter(_claimed(model, [job_id], step)), None)


@transaction.atomic
def claim_next(model: type[J], *, order: Sequence[str], step: str = "") -> list[J]:
    """Take the queued job that is first in this order, and those right behind it that are made along with it.

    Workers that look at once take what nobody else does and wait for nobody; only where every row is held by somebody
    does one wait, since whoever holds them may let them go untaken, and this message with them.
    """
    waiting = model.objects.filter(status=Job.Status.QUEUED).order_by(*order)
    first = waiting.select_for_update(skip_locked=True).first() or waiting.select_for_update().first()
    if first is None:
        return []
    behind = waiting.exclude(pk=first.pk).select_for_update(skip_locked=True)[: first.made_at_once - 1]
    along = takewhile(first.is_made_along_with, behind)
    claimed = _claimed(model, [first.pk, *(job.pk for job in along)], step)
    return sorted(claimed, key=attrgetter(*order))


def _claimed(model: type[J], keys: Sequence[str | UUID], step: str) -> list[J]:
    waiting = model.objects.filter(pk__in=keys, status=Job.Status.QUEUED)
    begun = {"status": Job.Status.RUNNING, "step": step, "done": 0, "heartbeat_at": timezone.now()}
    if not waiting.update(attempts=F("attempts") + 1, **begun):
        return []
    return list(model.objects.at_work().filter(pk__in=keys))


def mine(*jobs: Job) -> Any:
    """The rows of these attempts, of jobs of one table: without each that another attempt has claimed."""
    kept = reduce(or_, (Q(pk=job.pk, attempts=job.attempts) for job in jobs))
    return type(jobs[0]).objects.filter(kept, status=Job.Status.RUNNING)


def move_on(*jobs: Job, **progress: Any) -> None:
    """Store how far these attempts are. Raises Superseded when one of the jobs is no longer its own."""
    if mine(*jobs).update(heartbeat_at=timezone.now(), **progress) < len(jobs):
        raise Superseded


class ProgressReporter:
    """Stores how far a step is, at most every second: that is also how others know that its worker is alive."""

    def __init__(self, job: Job, step: str) -> None:
        self.job = job
        self.reported_at = time.monotonic()
        move_on(job, step=step, done=0)

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self.reported_at >= REPORT_EVERY:
            self.reported_at = time.monotonic()
            move_on(self.job, done=done, total=max(total, 1))


def begin_whole(job: Job, step: str) -> None:
    """Begin a step of one transaction, of which nothing can be told until it is over."""
    move_on(job, step=step, done=0, total=0)


def finish(*jobs: Job, **outcome: Any) -> None:
    """Set the outcome of jobs, within the transaction that stores it; Superseded when one is no longer its own."""
    now = timezone.now()
    done = {"status": Job.Status.DONE, "step": "", "error": "", "done": F("total")}
    if mine(*jobs).update(**done, heartbeat_at=now, finished_at=now, **outcome) < len(jobs):
        raise Superseded


def fail(job: Job, reason: str, **outcome: Any) -> None:
    mine(job).update(status=Job.Status.FAILED, step="", error=reason[:400], finished_at=timezone.now(), **outcome)


@transaction.atomic
def _queue_again(job: Job, **fields: Any) -> None:
    if mine(job).update(status=Job.Status.QUEUED, step="", done=0, heartbeat_at=timezone.now(), **fields):
        send(job)


def _log_without_values(job: Job, error: Exception) -> None:
    """Log where it broke; an error's own text may quote a name or a document number."""
    kind, where = type(job).__name__, where_it_broke(error)
    log.error("%s %s failed at attempt %s: %s at %s", kind, job.pk, job.attempts, type(error).__name__, where)


def kinds_of(model: Any) -> list[Any]:
    """Every table of jobs of this kind."""
    return [kind for kind in apps.get_models() if issubclass(kind, model)]


# --- Finding what was lost ---------------------------------------------------------------------------------------
def requeue_lost() -> int:
    """Send again the jobs that lost their message or their worker; return how many.

    Safe to call often and from anywhere.
    """
    now = timezone.now()
    lost = Q(status=Job.Status.RUNNING, total__gt=0, heartbeat_at__lt=now - RUNNING_LOST_AFTER)
    lost |= Q(status=Job.Status.RUNNING, total=0, heartbeat_at__lt=now - WHOLE_LOST_AFTER)
    lost |= Q(heartbeat_at__gt=now + CLOCKS_DIFFER)
    if out := came_through():
        lost |= Q(status=Job.Status.QUEUED, heartbeat_at__lt=out - QUEUED_LOST_AFTER)
    found = (
        job for kind in kinds_of(Job) for job in kind.objects.unfinished().filter(lost).order_by("created_at")[:100]
    )
    return sum(_requeue(job) for job in found)


def requeue_if_lost(job: Job) -> None:
    """Send one job again if it lost its message or its worker. Asks the database nothing while it looks well.

    The page of a job calls it: a site without a timetable finds a lost job as soon as somebody waits for it.
    """
    if not job.is_finished and job.heartbeat_at and _is_lost(job, job.heartbeat_at):
        _requeue(job)
        job.refresh_from_db()


def _is_lost(job: Job, told_at: datetime) -> bool:
    now = timezone.now()
    if told_at > now + CLOCKS_DIFFER:
        return True
    if job.status == Job.Status.RUNNING:
        return told_at < now - (RUNNING_LOST_AFTER if job.total else WHOLE_LOST_AFTER)
    out = came_through() if told_at < now - QUEUED_LOST_AFTER else None
    return out is not None and told_at < out - QUEUED_LOST_AFTER


@transaction.atomic
def _requeue(job: Job) -> int:
    """Take one lost job back, unless another caller just did or its attempts are spent."""
    same = type(job).objects.filter(pk=job.pk, status=job.status, heartbeat_at=job.heartbeat_at)
    if job.status == Job.Status.RUNNING and job.attempts >= MAX_ATTEMPTS:
        same.update(status=Job.Status.FAILED, step="", error=UNEXPECTED, finished_at=timezone.now())
        return 0
    if not same.update(status=Job.Status.QUEUED, step="", done=0, heartbeat_at=timezone.now()):
        return 0
    send(job)
    return 1


# --- Showing -----------------------------------------------------------------------------------------------------
def progress_of(job: Job) -> dict[str, Any]:
    """What the script of a job's page asks for every second."""
    return {
        "status": job.status,
        "is_finished": job.is_finished,
        "percent": job.percent,
        "text": _(job.step) if job.step else _waiting(job) or job.get_status_display(),
    }


def _waiting(job: Job) -> str:
    """Why a job has waited for a while, in words, when it is because nobody works; empty otherwise."""
    waits_since = job.heartbeat_at or job.created_at
    if job.status != Job.Status.QUEUED or waits_since > timezone.now() - QUEUED_LOST_AFTER:
        return ""
    seen = last_seen()
    if not is_silent(seen):
        return ""
    if seen is None:
        return _("en cola: todavía nadie la atiende; tu pedido espera aquí y se hará solo")
    since = date_format(timezone.localtime(seen), "SHORT_DATETIME_FORMAT")
    return _("en cola: nadie la atiende desde el %(since)s; tu pedido espera aquí y se hará solo") % {"since": since}

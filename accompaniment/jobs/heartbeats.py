"""Whether anybody works: marks that go through each queue, and when each last came out of it.

A mark that came out says two things: a worker takes from this queue, and whatever was put in before the mark is out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from accompaniment.lib.queues import Followed

from .models import Heartbeat

SILENT_AFTER = timedelta(minutes=2)  # four marks
CLOCKS_DIFFER = timedelta(minutes=1)  # what is further ahead was written by a clock that was wrong


class Marked(Followed):
    """A task that says when it was put into the queue, whoever puts it there."""

    abstract = True

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        marked = {"sent_at": timezone.now().isoformat(), **(kwargs or {})}
        return super().apply_async(args, marked, **options)


def note(*, worker: str, sent_at: str, queue: str = "") -> None:
    """A mark came out of a queue, that of jobs unless another is named."""
    times = {"sent_at": datetime.fromisoformat(sent_at), "seen_at": timezone.now()}
    Heartbeat.objects.update_or_create(times, queue=queue or settings.CELERY_TASK_DEFAULT_QUEUE, worker=worker[:120])


def came_through() -> datetime | None:
    """What was put into the queue of jobs before this moment is out of it; None when nobody knows."""
    marks = _until_now().filter(queue=settings.CELERY_TASK_DEFAULT_QUEUE)
    moment: datetime | None = marks.aggregate(Max("sent_at"))["sent_at__max"]
    return moment


def last_seen(queue: str = "") -> datetime | None:
    """When a worker last took from a queue, that of jobs unless another is named."""
    marks = _until_now().filter(queue=queue or settings.CELERY_TASK_DEFAULT_QUEUE)
    moment: datetime | None = marks.aggregate(Max("seen_at"))["seen_at__max"]
    return moment


def is_silent(seen: datetime | None) -> bool:
    return seen is None or seen < timezone.now() - SILENT_AFTER


def forget_gone(*, after: timedelta = timedelta(days=1)) -> None:
    """Remove the marks of workers that are no more, and what a wrong clock wrote."""
    now = timezone.now()
    Heartbeat.objects.filter(seen_at__lt=now - after).delete()
    Heartbeat.objects.filter(seen_at__gt=now + CLOCKS_DIFFER).delete()


def _until_now() -> Any:
    limit = timezone.now() + CLOCKS_DIFFER
    return Heartbeat.objects.filter(sent_at__lt=limit, seen_at__lt=limit)

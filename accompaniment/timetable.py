"""What beat asks of the workers, and when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from celery.schedules import crontab

HEARTBEAT_SECONDS = 30.0


def timetable(queues: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return Celery's schedule; each of the queues is sent a mark now and then, which shows that a worker serves it."""
    return {
        "digests": {"task": "visits.tasks.post_digests", "schedule": crontab(hour="6-11", minute="30")},
        "alerts": {"task": "visits.tasks.post_alert_notices", "schedule": crontab(minute="*/5")},
        "letters": {"task": "accompaniment.tasks.send_letters", "schedule": 60.0, "options": {"expires": 50}},
        "expired entries": {"task": "accompaniment.tasks.forget_expired", "schedule": crontab(hour="3", minute="20")},
        "kept files": {"task": "accompaniment.tasks.look_at_kept_files", "schedule": crontab(hour="3", minute="50")},
        "alarms": {"task": "accompaniment.tasks.raise_alarms", "schedule": crontab(minute="*/10")},
        "prepared files": {"task": "accompaniment.tasks.forget_exports", "schedule": crontab(hour="3", minute="40")},
        "lost jobs": {"task": "accompaniment.tasks.find_lost_jobs", "schedule": crontab(minute="*/5")},
        **{f"heartbeat of {queue}": _heartbeat_of(queue) for queue in queues},
    }


def _heartbeat_of(queue: str) -> dict[str, Any]:
    return {
        "task": "accompaniment.tasks.heartbeat",
        "schedule": HEARTBEAT_SECONDS,
        "kwargs": {"queue": queue},
        "options": {"queue": queue, "expires": 60 * 60},
    }

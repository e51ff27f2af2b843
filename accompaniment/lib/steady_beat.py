"""The timetable, kept in memory: nothing in it is rarer than hourly, so that a restart misses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery.beat import Scheduler

AHEAD = timedelta(minutes=1)


class SteadyScheduler(Scheduler):
    """Celery's own, but for a clock that was ahead and was set right: it does not wait until that time comes again."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > now + AHEAD:
                entry.last_run_at = now
                self._heap = None  # made anew from the entries
        seconds: float = super().tick(*args, **kwargs)
        return seconds

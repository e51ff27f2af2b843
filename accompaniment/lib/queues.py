"""Handing work to the queue from wherever it is asked for: a queue that is away costs nobody an answer."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from .request_ids import current, following

log = logging.getLogger(__name__)


class Followed(Task):
    """A task is logged under the id of the request that asked for it; one of the timetable has an id of its own."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with following(getattr(self.request, "request_id", None) or ""):
            return self.run(*args, **kwargs)


def hand_over(task: str, *arguments: str) -> None:
    """Send a task, named by where it is, to the workers once the transaction is committed.

    Only for work that a row asks for: what the queue does not take now, the timetable finds by that row later.
    """
    transaction.on_commit(partial(_put, task, arguments))


def _put(task: str, arguments: tuple[str, ...]) -> None:
    try:
        import_string(task).apply_async(arguments, headers={"request_id": current()})
    except (OperationalError, OSError) as error:
        log.warning("The queue does not take %s: %s. It is sent again later.", task, type(error).__name__)

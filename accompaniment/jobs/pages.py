"""What the pages of all jobs answer."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse

from . import runs
from .models import Job


def progress_answer(job: Job, **also: Any) -> JsonResponse:
    """How far a job is, for the script of its page; one that was lost is sent again."""
    runs.requeue_if_lost(job)
    return JsonResponse({**runs.progress_of(job), **also})

"""Doors to the services, and what a worker does when it starts."""

from typing import Any

from celery import shared_task
from celery.signals import worker_init, worker_ready

from . import services


@shared_task(ignore_result=True)
def run_report_job(job_id: str) -> None:
    services.run_job(job_id)


@shared_task(ignore_result=True)
def find_lost_jobs() -> None:
    services.requeue_lost_jobs()


@worker_init.connect
def warm_up(**kwargs: Any) -> None:
    """Load WeasyPrint before the pool forks, so that every child starts warm and shares it."""
    from . import pdf

    pdf.warm_up()


@worker_ready.connect
def look_for_lost_jobs(**kwargs: Any) -> None:
    """Look now, and once more when the requests a killed worker was busy with have been silent for long enough."""
    find_lost_jobs.delay()
    find_lost_jobs.apply_async(countdown=services.RUNNING_LOST_AFTER.total_seconds() + 5)

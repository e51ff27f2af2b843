"""Celery tasks: thin wrappers around services, and what a worker looks for when it starts."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from accompaniment.entry import forgetting
from accompaniment.jobs import runs
from accompaniment.jobs.uploads import forget_abandoned
from accompaniment.merging.undoing import forget_old_undoing
from accompaniment.registry.work import run_import as run_registry
from accompaniment.roster.work import run_import as run_roster
from accompaniment.territory.networks.imports import run_import as run_networks


@shared_task(ignore_result=True)
def run_registry_import(record_id: str) -> None:
    run_registry(record_id)


@shared_task(ignore_result=True)
def run_roster_import(record_id: str) -> None:
    run_roster(record_id)


@shared_task(ignore_result=True)
def run_network_import(record_id: str) -> None:
    run_networks(record_id)


@shared_task(ignore_result=True)
def find_lost_jobs() -> None:
    runs.requeue_lost()
    forget_abandoned()
    forget_old_undoing()


@shared_task(ignore_result=True)
def forget_expired() -> None:
    forgetting.forget_expired()


@worker_ready.connect
def look_for_lost_jobs(**kwargs: Any) -> None:
    """Look now, and once more when the jobs a killed worker was busy with have been silent for long enough."""
    find_lost_jobs.delay()
    find_lost_jobs.apply_async(countdown=runs.RUNNING_LOST_AFTER.total_seconds() + 5)

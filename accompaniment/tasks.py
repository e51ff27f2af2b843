"""Celery tasks: thin wrappers around services, and what a worker looks for when it starts."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.utils import timezone

from accompaniment.alarms import services as alarms
from accompaniment.engines import LONG_TASK_MINUTES
from accompaniment.entry import forgetting
from accompaniment.exports.exporting import run_export as write_export
from accompaniment.exports.services import forget_old_exports
from accompaniment.health.kept_files import look_at_files
from accompaniment.health.site_mark import mark_folder
from accompaniment.jobs import heartbeats, runs
from accompaniment.jobs.heartbeats import Marked
from accompaniment.jobs.uploads import forget_abandoned
from accompaniment.letters.sending import send_due
from accompaniment.letters.services import forget_old as forget_old_letters
from accompaniment.merging.undoing import forget_old_undoing
from accompaniment.registry.work import run_import as run_registry
from accompaniment.roster.work import run_import as run_roster
from accompaniment.territory.networks.imports import run_import as run_networks

LONG = LONG_TASK_MINUTES * 60


@shared_task(ignore_result=True, soft_time_limit=LONG, time_limit=LONG + 60)
def run_registry_import(record_id: str) -> None:
    run_registry(record_id)


@shared_task(ignore_result=True)
def run_roster_import(record_id: str) -> None:
    run_roster(record_id)


@shared_task(ignore_result=True)
def run_network_import(record_id: str) -> None:
    run_networks(record_id)


@shared_task(ignore_result=True, soft_time_limit=LONG, time_limit=LONG + 60)
def run_export(export_id: str) -> None:
    write_export(export_id)


@shared_task(ignore_result=True)
def forget_exports() -> None:
    forget_old_exports()


@shared_task(ignore_result=True, base=Marked, bind=True)
def heartbeat(self: Any, *, sent_at: str, queue: str = "") -> None:
    heartbeats.note(worker=self.request.hostname, sent_at=sent_at, queue=queue)


@shared_task(ignore_result=True, base=Marked, bind=True)
def find_lost_jobs(self: Any, *, sent_at: str) -> None:
    """Itself a mark: what was put into the queue before it, and is not done, was lost."""
    heartbeats.note(worker=self.request.hostname, sent_at=sent_at)
    runs.requeue_lost()
    forget_abandoned()
    forget_old_undoing()
    forget_old_letters()
    heartbeats.forget_gone()
    mark_folder()


@shared_task(ignore_result=True)
def send_letters() -> None:
    send_due()


@shared_task(ignore_result=True)
def raise_alarms() -> None:
    alarms.raise_alarms()


@shared_task(ignore_result=True)
def forget_expired() -> None:
    forgetting.forget_expired()


@shared_task(ignore_result=True, soft_time_limit=LONG, time_limit=LONG + 60)
def look_at_kept_files() -> None:
    look_at_files(today=timezone.localdate())


@worker_ready.connect
def look_for_lost_jobs(**kwargs: Any) -> None:
    """Look now, and once more when the jobs a killed worker was busy with have been silent for long enough."""
    for queue in settings.CELERY_TASK_QUEUES:
        heartbeat.apply_async(kwargs={"queue": queue}, queue=queue)
    find_lost_jobs.delay()
    find_lost_jobs.apply_async(countdown=runs.RUNNING_LOST_AFTER.total_seconds() + 5)

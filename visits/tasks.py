"""Celery tasks: thin wrappers around what the visits do on a timetable."""

from celery import shared_task

from visits.alerts import notices
from visits.today import digest


@shared_task(ignore_result=True)
def post_digests() -> None:
    digest.post_digests()


@shared_task(ignore_result=True)
def post_alert_notices() -> None:
    notices.post_notices()

"""Celery tasks: thin wrappers around what the visits do on a timetable."""

from celery import shared_task

from visits.alerts.notices import send_notices
from visits.today import digest


@shared_task(ignore_result=True)
def send_digests() -> None:
    digest.send_digests()


@shared_task(ignore_result=True)
def send_alert_notices() -> None:
    send_notices()

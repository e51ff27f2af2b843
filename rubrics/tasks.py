"""Celery tasks: thin wrappers around services."""

from celery import shared_task

from rubrics.instruments.services.uploads import run_import


@shared_task(ignore_result=True)
def run_instrument_import(record_id: str) -> None:
    run_import(record_id)

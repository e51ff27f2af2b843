"""Celery tasks: thin wrappers around services, and what a worker loads when it starts."""

import gc
from typing import Any

from celery import shared_task
from celery.signals import worker_init

from reports.documents.issue import run_next_jobs


@shared_task(ignore_result=True)
def run_report_job(job_id: str) -> None:
    """A turn to work: what is done is the request that is next, whichever this message was sent for."""
    run_next_jobs()


@worker_init.connect
def warm_up(**kwargs: Any) -> None:
    """Load WeasyPrint before the pool forks, so that every child starts warm and shares it.

    What is loaded by then stays: no child searches it for garbage again, which took a tenth of the time of a document.
    """
    from reports.documents import pdf

    pdf.warm_up()
    gc.collect()
    gc.freeze()

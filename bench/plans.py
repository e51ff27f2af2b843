"""Follow-up plans through the worker, against WeasyPrint alone on the same HTML with as many processes."""

from __future__ import annotations

import gc
import os
import time
from datetime import datetime
from multiprocessing.synchronize import Barrier
from typing import TYPE_CHECKING, Any

from .figures import Row, row
from .load import forked
from .site import worker

if TYPE_CHECKING:
    from .make_visits import Made

ROUNDS, EACH = 3, 48
GOAL = 0.9
PATIENCE = 180  # seconds for a batch
LOOK_EVERY = 0.25  # seconds: to look takes of the cores that are measured


def measure(made: Made) -> list[Row]:
    """Both in turn, each at its best of three: a machine shared with others only ever slows one down."""
    cores = os.cpu_count() or 1
    each = min(EACH, len(made.assignments) // (ROUNDS + 1))
    with worker(cores):
        through_worker(made, range(2 * cores))  # each process has made one: what is measured is warm
        html = sheets(made, range(2 * cores))
        ours, alone = [], []
        for n in range(ROUNDS):
            start = 2 * cores + n * each
            ours.append(each / through_worker(made, range(start, start + each)) / cores)
            html = sheets(made, range(start, start + each))
            alone.append(each / render_alone(html, cores) / cores)
    return [row("plans through the worker", max(ours), "/s a core", floor=max(alone), goal=GOAL)]


def through_worker(made: Made, numbers: range) -> float:
    """Ask for the plans of these teachers; return the seconds from the first request to the last document, whose row
    says when it was finished.
    """
    from django.utils import timezone

    from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
    from reports.documents.requests import request_batch

    teachers = [made.assignments[n].post.teacher for n in numbers]
    began = timezone.now()
    batch = request_batch(kind=FOLLOW_UP_PLAN, targets=teachers, campaign=made.campaign, by=made.specialist)
    return seconds_until_made(batch.jobs.all(), began)


def seconds_until_made(jobs: Any, began: datetime) -> float:
    """Wait until all of these requests are documents; return the seconds until the last was, by its row."""
    from django.db.models import Max
    from django.utils import timezone

    while waiting := jobs.unfinished().count():
        if (timezone.now() - began).total_seconds() > PATIENCE:
            raise RuntimeError(f"{waiting} documents were not made in {PATIENCE} seconds")
        time.sleep(LOOK_EVERY)
    if failed := jobs.exclude(status="done").first():
        raise RuntimeError(f"a document failed: {failed.error}")
    last = jobs.aggregate(last=Max("finished_at"))["last"]
    return float((last - began).total_seconds())


def sheets(made: Made, numbers: range) -> list[str]:
    """The HTML that the worker printed for these teachers."""
    from reports.documents.models.documents import Document
    from reports.documents.pdf import document_html

    teachers = [made.assignments[n].post.teacher_id for n in numbers]
    return [
        document_html(document.of_kind, document.snapshot) for document in Document.objects.filter(teacher__in=teachers)
    ]


def render_alone(html: list[str], processes: int) -> float:
    """Return the seconds that so many processes need to render these sheets, forked warm as the worker's are.

    What is loaded is frozen as there: else the collector touches, and so copies, all of it in each process.
    """
    from django.db import connections

    from reports.documents import pdf

    pdf.warm_up()
    connections.close_all()
    gc.collect()
    gc.freeze()
    barrier = forked.Barrier(processes + 1)
    renderers = [
        forked.Process(target=_render, args=(html[n::processes], barrier), daemon=True) for n in range(processes)
    ]
    for renderer in renderers:
        renderer.start()
    barrier.wait(timeout=60)
    began = time.perf_counter()
    for renderer in renderers:
        renderer.join(timeout=PATIENCE)
    took = time.perf_counter() - began
    if any(renderer.exitcode for renderer in renderers):
        raise RuntimeError("WeasyPrint alone did not finish")
    return took


def _render(html: list[str], barrier: Barrier) -> None:
    from reports.documents import pdf

    pdf.render_pdf(html[0])
    barrier.wait(timeout=60)
    for sheet in html:
        pdf.render_pdf(sheet)

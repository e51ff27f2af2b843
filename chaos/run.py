"""The whole run: a site, its people, what happens to them, and what came out."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from accompaniment.jobs.heartbeats import note
from accompaniment.jobs.runs import RUNNING_LOST_AFTER, requeue_lost
from reports.documents.models.jobs import ReportJob

from .browser import Line
from .cast import Cast, Casting, stories_for
from .endings import persistently
from .fates import dice
from .kills import Kills
from .oracle import Oracle
from .proxy import bad_line
from .report import Outcome, report
from .sendings import Ledger
from .services import Cluster, celery_worker, web_server
from .stories import Story

CLIENTS = 6  # stories that are told at the same time
PATIENCE = 30  # seconds for the last documents


def prepare() -> None:
    """Tables and instruments. Tables are made as the models say: migrations have a step of their own in .ci/run."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_instruments", verbosity=0, stdout=StringIO())


def run(*, sendings: int, seed: int, port: int, log: Path, cluster: Cluster | None) -> bool:
    """Whether nothing was lost, doubled or wrongly refused, and everything that should break broke."""
    web, worker = web_server(port, log), celery_worker(log)
    try:
        web.start()
        worker.start()
        with bad_line(port, seed) as proxy:
            line = Line(proxy.port)
            cast = Casting(seed, line).cast(stories_for(sendings))
            connections.close_all()
            web.wait_until_it_answers()
            ledger = Ledger(sendings, line)
            kills = Kills(ledger, web, worker, cluster, cast.people, dice(seed, "kills"))
            tell(cast, kills, seed)
        web.wait_until_it_answers()
        made, asked = documents()
        verdict = Oracle(ledger, cast.plots, Line(port)).judge()
        return report(Outcome(ledger, verdict, proxy, kills, made, asked))
    finally:
        connections.close_all()
        for service in (web, worker):
            service.end()


def tell(cast: Cast, kills: Kills, seed: int) -> None:
    """Tell all stories, a few at a time, while things die."""
    clients = ThreadPoolExecutor(CLIENTS)
    stories = [clients.submit(Story(plot, kills.ledger, cast.specialist, seed).play) for plot in cast.plots]
    try:
        kills.run(lambda: all(story.done() for story in stories))
    except BaseException:  # stopped, or out of time: whoever waits for an answer hears that there is none
        kills.ledger.line.is_over = True
        kills.web.kill()
        raise
    finally:
        clients.shutdown(cancel_futures=True)
    for story in stories:
        story.result()


def documents() -> tuple[int, int]:
    """How many of the documents asked for were made; what a killed worker left is found as if minutes had passed."""
    jobs = ReportJob.objects.all()
    long_ago = timezone.now() - 2 * RUNNING_LOST_AFTER
    persistently(lambda: jobs.unfinished().update(heartbeat_at=long_ago))
    persistently(lambda: note(worker="chaos", sent_at=timezone.now().isoformat()))
    persistently(requeue_lost)
    until = time.monotonic() + PATIENCE
    while jobs.unfinished().exists() and time.monotonic() < until:
        time.sleep(0.2)
    return jobs.filter(status=ReportJob.Status.DONE).count(), jobs.count()

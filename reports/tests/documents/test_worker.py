"""A plan by a real worker: through the embedded broker, through Redis, and when the worker is killed half way."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from accompaniment.jobs import runs
from accompaniment.tests.worker import Lab
from reports.documents.issue import STEPS
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from visits.models import Dialogue

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def queued(cast) -> ReportJob:
    """A request as `request_plan` leaves it, its message not yet sent (that would go to the developer's broker)."""
    return ReportJob.objects.create(
        kind=FOLLOW_UP_PLAN.code,
        teacher=cast.tania,
        campaign=cast.campaign,
        requested_by=cast.berta,
        total=len(STEPS),
        heartbeat_at=timezone.now(),
    )


def check_a_plan_arrives(lab: Lab, job: ReportJob) -> None:
    lab.send(job)
    worker = lab.start_worker()
    job = lab.wait(job, lambda j: j.is_finished)
    assert (job.status, job.error) == ("done", "")
    with job.document.file.open() as file:
        assert file.read().startswith(b"%PDF-")
    assert lab.stop(worker) == 0
    assert "Traceback" not in lab.log.read_text()


def test_a_plan_arrives_through_the_embedded_broker(cast, make_lab):
    cast.closed_visit()
    check_a_plan_arrives(make_lab("filesystem://"), queued(cast))


def test_a_plan_arrives_through_redis(cast, make_lab, redis_broker):
    cast.closed_visit()
    check_a_plan_arrives(make_lab(redis_broker), queued(cast))


def test_a_request_whose_message_was_lost_is_found_by_the_next_worker(cast, make_lab):
    cast.closed_visit()
    job = queued(cast)
    ReportJob.objects.update(heartbeat_at=timezone.now() - 2 * runs.QUEUED_LOST_AFTER)
    lab = make_lab("filesystem://")
    lab.start_worker()
    assert lab.wait(job, lambda j: j.is_finished).status == "done"


def test_a_worker_killed_half_way_loses_nothing_and_doubles_nothing(cast, make_lab):
    visit = cast.closed_visit()
    pages = "Las niñas y los niños eligen su sector. " * 499  # nearly 20,000 characters: still drawing when killed
    Dialogue.objects.filter(visit=visit).update(strengths=pages, needs=pages, teacher_words=pages)
    job = queued(cast)
    lab = make_lab("filesystem://")
    lab.send(job)
    worker = lab.start_worker()
    lab.wait(job, lambda j: j.status == "running" and j.done == 1)
    lab.stop(worker, signal.SIGKILL)
    job.refresh_from_db()
    assert (job.status, job.number, job.attempts) == ("running", 1, 1)

    ReportJob.objects.update(heartbeat_at=timezone.now() - runs.RUNNING_LOST_AFTER - timedelta(seconds=1))
    lab.start_worker()
    job = lab.wait(job, lambda j: j.is_finished)
    assert (job.status, job.attempts, job.document.number) == ("done", 2, 1)
    assert Document.objects.count() == 1

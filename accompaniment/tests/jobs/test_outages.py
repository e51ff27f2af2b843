"""PostgreSQL goes away for three seconds under a job: it is done all the same, soon and once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from accompaniment.jobs import runs
from accompaniment.tests.lines import Line, line_to
from reports.documents.issue import STEPS
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.models import ReportJob

AWAY = 3


@pytest.fixture
def line(transactional_db: None) -> Iterator[Line]:
    """The way to the database, which a test may cut."""
    shared = connections["default"]
    if shared.vendor != "postgresql":
        pytest.skip("SQLite is a file: it doesn't go away")
    where = shared.settings_dict
    with line_to(where["HOST"] or "127.0.0.1", int(where["PORT"] or 5432)) as line:
        own: Any = shared.copy()
        own.settings_dict = {**deepcopy(where), "HOST": "127.0.0.1", "PORT": str(line.port)}
        connections["default"] = own
        yield line
        own.close()
        connections["default"] = shared


@pytest.fixture
def job(cast) -> ReportJob:
    made = ReportJob(kind=FOLLOW_UP_PLAN.code, teacher=cast.tania, campaign=cast.campaign, requested_by=cast.berta)
    made.total = len(STEPS)
    made.save()
    return made


@pytest.fixture
def sent(monkeypatch) -> list[str]:
    keys: list[str] = []
    monkeypatch.setattr("reports.tasks.run_report_job.apply_async", lambda args, **options: keys.extend(args))
    return keys


def cut_for_a_while(line: Line) -> None:
    line.cut()
    threading.Timer(AWAY, line.mend).start()


@pytest.mark.django_db(transaction=True)
def test_a_claim_waits_for_it(line, job):
    connection.ensure_connection()
    cut_for_a_while(line)
    began = time.monotonic()
    done = []
    runs.run(ReportJob, job.pk, done.append)
    assert [claimed.attempts for claimed in done] == [1]
    assert AWAY < time.monotonic() - began < 30


@pytest.mark.django_db(transaction=True)
def test_what_broke_in_the_middle_is_sent_again_on_a_new_connection(line, job, sent):
    def work(claimed: ReportJob) -> None:
        cut_for_a_while(line)
        runs.move_on(claimed, done=1)

    runs.run(ReportJob, job.pk, work)
    assert sent == [str(job.pk)]
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("queued", 1)


@pytest.mark.django_db(transaction=True)
def test_a_page_waits_for_nothing(line, job):
    connection.ensure_connection()
    cut_for_a_while(line)
    with pytest.raises(OperationalError):
        runs.run(ReportJob, job.pk, lambda claimed: None, at_once=True)
    connection.close()
    line.mend()

"""Small papers are made several at a time: each as if it were alone, whatever happens to those beside it."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accompaniment.models import Teacher
from reports.documents import issue, pdf
from reports.documents.issue import run_job, run_next_jobs
from reports.documents.kinds import ATTENDANCE_CERTIFICATE
from reports.documents.models.documents import Document, DocumentCounter
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_batch, request_document
from visits.models import Attendance
from visits.tests.groups.meetings import meeting


@pytest.fixture
def session(cast):
    return meeting(cast, state="held")


def came(session, count, *, since=0):
    """So many people who were there, each with a name of her own."""
    people = Teacher.objects.bulk_create(
        Teacher(
            document_number=f"43{n:06}",
            first_names="Una",
            last_names=f"Más {n}",
            search_name=f"una mas {n:03}",
            kind="promoter",
        )
        for n in range(since, since + count)
    )
    return Attendance.objects.bulk_create(Attendance(session=session, teacher=one, status="attended") for one in people)


def ask(cast, targets, by=None):
    return request_batch(
        kind=ATTENDANCE_CERTIFICATE, targets=targets, campaign=cast.campaign, by=by or cast.berta
    ).jobs.order_by("turn")


def test_those_in_a_row_are_made_in_one_go_and_each_is_its_own(cast, session):
    jobs = ask(cast, came(session, 4))
    run_next_jobs()
    assert [job.status for job in jobs.all()] == ["done"] * 4
    documents = [job.document for job in jobs.all()]
    assert [document.number for document in documents] == [1, 2, 3, 4]
    assert [document.teacher_id for document in documents] == [job.teacher_id for job in jobs.all()]
    for document in documents:
        with default_storage.open(document.file.name) as file:
            assert hashlib.sha256(file.read()).hexdigest() == document.sha256


def test_one_more_costs_few_questions(cast, session):
    def asked(count, since):
        ask(cast, came(session, count, since=since))
        with CaptureQueriesContext(connection) as asked:
            run_next_jobs()
        assert not ReportJob.objects.exclude(status="done").exists()
        return len(asked)

    asked(1, since=0)  # the counter of the year is begun
    assert (asked(8, since=20) - asked(2, since=10)) / 6 <= 3, "of each: where it works, and whether it has one already"


def test_who_gets_none_is_told_why_and_the_others_get_theirs(cast, session):
    first, absent, last = came(session, 3)
    jobs = ask(cast, [first, absent, last])
    Attendance.objects.filter(pk=absent.pk).update(status="absent")
    run_next_jobs()
    assert [(job.status, job.error) for job in jobs.all()] == [("done", ""), ("failed", "No asistió."), ("done", "")]
    assert sorted(Document.objects.values_list("number", flat=True)) == [1, 2]
    assert DocumentCounter.objects.get().last == 2


def test_one_that_cannot_be_drawn_keeps_its_number_for_another_attempt(cast, session, monkeypatch):
    jobs = ask(cast, came(session, 3))
    draw = pdf.render_pdf

    def breaks_at_one(html):
        if "Más 1" in html:
            raise ValueError
        return draw(html)

    with monkeypatch.context() as broken:
        broken.setattr(pdf, "render_pdf", breaks_at_one)
        run_next_jobs()
    assert [(job.status, job.number) for job in jobs.all()] == [("done", 1), ("queued", 2), ("done", 3)]
    run_next_jobs()
    assert [job.document.number for job in jobs.all()] == [1, 2, 3]


def test_one_that_another_person_issued_meanwhile_is_dropped_alone(cast, session, monkeypatch, private_root):
    rows = came(session, 3)
    jobs = ask(cast, rows)
    hers = request_document(kind=ATTENDANCE_CERTIFICATE, target=rows[1], campaign=cast.campaign, by=cast.ana)
    draw = issue._draw

    def while_another_issues(drafts):
        draw(drafts)
        monkeypatch.setattr(issue, "_draw", draw)
        run_job(hers.pk)

    ReportJob.objects.filter(pk=hers.pk).update(turn=99)
    monkeypatch.setattr(issue, "_draw", while_another_issues)
    run_next_jobs()
    assert [job.status for job in jobs.all()] == ["done", "failed", "done"]
    assert jobs[1].error.startswith("Ya tiene la N.°")
    assert Document.objects.count() == len(list(private_root.rglob("*.pdf"))) == 3


def test_what_another_asked_for_comes_in_between_in_its_turn(cast, session):
    rows = came(session, 4)
    ask(cast, rows[:3])
    hers = request_document(kind=ATTENDANCE_CERTIFICATE, target=rows[3], campaign=cast.campaign, by=cast.ana)
    run_next_jobs()
    hers.refresh_from_db()
    assert ReportJob.objects.filter(status="done").count() == 1 and hers.status == "queued"
    run_next_jobs()
    hers.refresh_from_db()
    assert hers.status == "done"


def test_those_of_another_requester_are_not_taken_along(cast, session):
    rows = came(session, 3)
    ask(cast, rows[:1])
    ask(cast, rows[1:], by=cast.ana)
    ReportJob.objects.update(turn=0)
    run_next_jobs()
    assert set(ReportJob.objects.filter(status="done").values_list("requested_by", flat=True)) == {cast.berta.pk}

"""Requests and issued documents, without a broker: what the task does, done here."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accompaniment.jobs import runs
from accompaniment.tests.worker import a_mark_came_out
from reports.documents import pdf
from reports.documents.issue import STEPS, run_job
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.documents import Document, DocumentCounter
from reports.documents.models.jobs import ReportJob
from reports.documents.numbering import reserve_numbers
from reports.documents.requests import request_document


def ask(cast, teacher=None, by=None):
    return request_document(
        kind=FOLLOW_UP_PLAN, target=teacher or cast.tania, campaign=cast.campaign, by=by or cast.berta
    )


def done(job):
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_it_issues_a_numbered_hashed_private_file(cast, private_root):
    cast.closed_visit()
    job = done(ask(cast))
    assert (job.status, job.error, job.done, job.total) == ("done", "", 2, 2)
    document = job.document
    with document.file.open() as file:
        content = file.read()
    assert content.startswith(b"%PDF-")
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert document.full_number == f"0001-{cast.campaign.year}"
    assert document.institution == cast.jardin
    assert document.snapshot["document"]["code"] == document.code
    assert "Tania" not in document.file.name and "41000001" not in document.file.name
    assert len(list(private_root.rglob("*.pdf"))) == 1


def test_the_number_and_the_step_of_drawing_are_told_at_once(cast):
    cast.closed_visit()
    job = runs.claim(ReportJob, ask(cast).pk)
    reserve_numbers([job], done=1, step=STEPS[1])
    job.refresh_from_db()
    assert (job.number, job.done, job.step) == (1, 1, "Dibujar el documento")


def test_running_it_twice_issues_one_document(cast, private_root):
    cast.closed_visit()
    job = done(ask(cast))
    run_job(job.pk)
    run_job(str(job.pk))
    assert Document.objects.count() == 1
    assert DocumentCounter.objects.get().last == 1
    assert len(list(private_root.rglob("*.pdf"))) == 1


def test_numbers_follow_each_other(cast):
    cast.closed_visit()
    cast.closed_visit(assignment=cast.promoter_assignment)
    numbers = [done(ask(cast, teacher)).document.number for teacher in (cast.tania, cast.petra, cast.tania)]
    assert numbers == [1, 2, 3]


def test_the_series_is_that_of_the_year_of_issue(cast):
    cast.closed_visit()
    first = done(ask(cast)).document
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        later, again = (done(ask(cast)).document for _ in range(2))
    following = first.year + 1
    assert [first.full_number, later.full_number, again.full_number] == [
        f"0001-{first.year}",
        f"0001-{following}",
        f"0002-{following}",
    ]
    assert later.campaign == first.campaign
    assert later.snapshot["document"]["number"] == later.full_number


def test_a_number_left_behind_is_given_again_in_its_own_year_alone(cast):
    year = timezone.localdate().year
    lost = ask(cast)
    ReportJob.objects.filter(pk=lost.pk).update(status="failed", number=1, year=year - 1)
    cast.closed_visit()
    assert done(ask(cast)).document.full_number == f"0001-{year}"
    lost.refresh_from_db()
    assert lost.number == 1


def test_asking_again_while_unfinished_returns_the_same_request(cast):
    first = ask(cast)
    assert ask(cast) == first
    assert ask(cast, by=cast.diana) != first
    ReportJob.objects.filter(pk=first.pk).update(status="failed")
    assert ask(cast) != first


def test_the_message_is_sent_only_after_the_commit(cast, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr("reports.tasks.run_report_job.apply_async", lambda args, **options: sent.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(cast)
        assert not sent
    assert sent == [(str(job.pk),)]


def test_without_a_diagnostic_it_fails_in_plain_words_and_takes_no_number(cast):
    job = done(ask(cast))
    assert job.status == "failed"
    assert "visita diagnóstica" in job.error
    assert job.number is None and not DocumentCounter.objects.exists()


def test_a_role_that_ended_meanwhile_issues_nothing(cast):
    cast.closed_visit()
    job = ask(cast)
    cast.berta.roles.update(ends_on=cast.today - timedelta(days=1))
    job = done(job)
    assert job.status == "failed" and not Document.objects.exists()


def break_rendering(monkeypatch):
    def explode(html):
        raise RuntimeError(html)  # an error often quotes what it choked on

    monkeypatch.setattr(pdf, "render_pdf", explode)


def test_unexpected_errors_are_tried_again_and_then_told_without_details(cast, monkeypatch):
    cast.closed_visit()
    job = ask(cast)
    with monkeypatch.context() as broken:
        break_rendering(broken)
        for attempt in range(1, runs.MAX_ATTEMPTS + 1):
            assert job.status == "queued"
            job = done(job)
            assert job.attempts == attempt
    assert job.status == "failed"
    assert job.error == runs.UNEXPECTED
    assert not Document.objects.exists()
    assert DocumentCounter.objects.get().last == 1  # the attempts shared one number
    again = done(ask(cast))
    assert again.document.number == 1  # and the next document takes it: no number is lost
    assert done(ask(cast)).document.number == 2


def test_the_log_of_a_failure_says_nothing_personal(cast, monkeypatch, caplog):
    cast.closed_visit()
    job = ask(cast)
    break_rendering(monkeypatch)
    done(job)
    assert str(job.pk) in caplog.text
    assert "Tania" not in caplog.text and "41000001" not in caplog.text


def test_a_killed_attempt_prints_the_same_number_again(cast, private_root):
    cast.closed_visit()
    job = runs.claim(ReportJob, ask(cast).pk)
    assert str(reserve_numbers([job])[job.pk]) == f"0001-{cast.today.year}"
    ReportJob.objects.filter(pk=job.pk).update(status="queued")  # as requeue_lost does
    assert done(job).document.number == 1
    assert DocumentCounter.objects.get().last == 1


def test_an_attempt_that_was_taken_over_issues_nothing(cast, private_root):
    cast.closed_visit()
    slow = runs.claim(ReportJob, ask(cast).pk)
    ReportJob.objects.filter(pk=slow.pk).update(status="queued")
    run_job(slow.pk)
    with pytest.raises(runs.Superseded):
        runs.move_on(slow, done=1)
    with pytest.raises(runs.Superseded):
        reserve_numbers([slow])
    runs.fail(slow, "tarde")
    assert ReportJob.objects.get().status == "done"
    assert len(list(private_root.rglob("*.pdf"))) == 1


def test_what_a_killed_attempt_left_on_disk_is_removed(cast, private_root):
    cast.closed_visit()
    job = ask(cast)
    ReportJob.objects.filter(pk=job.pk).update(attempts=1)
    leftover = private_root / "documents" / f"{job.pk}-1.pdf"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"half")
    done(job)
    assert [path.name for path in private_root.rglob("*.pdf")] == [f"{job.pk}-2.pdf"]


@pytest.mark.parametrize(
    ("status", "silence"), [("queued", runs.QUEUED_LOST_AFTER), ("running", runs.RUNNING_LOST_AFTER)]
)
def test_lost_requests_are_sent_again_once(cast, status, silence):
    job = ask(cast)
    ReportJob.objects.filter(pk=job.pk).update(status=status, attempts=1 if status == "running" else 0)
    assert runs.requeue_lost() == 0
    with time_machine.travel(timezone.now() + silence + timedelta(seconds=1)):
        a_mark_came_out()
        assert runs.requeue_lost() == 1
        a_mark_came_out()
        assert runs.requeue_lost() == 0
    job.refresh_from_db()
    assert job.status == "queued"


def test_a_request_that_kills_its_workers_is_given_up(cast):
    job = ask(cast)
    ReportJob.objects.filter(pk=job.pk).update(status="running", attempts=runs.MAX_ATTEMPTS)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        runs.requeue_lost()
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", runs.UNEXPECTED)


def test_a_plan_costs_few_queries(cast, django_assert_max_num_queries):
    cast.closed_visit()
    cast.closed_visit()
    job = ask(cast)
    with django_assert_max_num_queries(32):
        run_job(job.pk)

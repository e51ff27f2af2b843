"""What waits behind many others is not taken for lost, and whoever waits is told since when nobody works."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from accompaniment.checks import clock
from accompaniment.jobs import heartbeats, runs
from accompaniment.jobs.heartbeats import forget_gone, is_silent, last_seen, note
from accompaniment.lib.steady_beat import SteadyScheduler
from accompaniment.models import Heartbeat, RegistryImport
from accompaniment.tasks import find_lost_jobs, heartbeat
from accompaniment.tests.worker import a_mark_came_out

MANY = 500


@pytest.fixture
def sent(monkeypatch):
    keys = []
    monkeypatch.setattr(runs, "send", lambda job: keys.append(job.pk))
    return keys


def asked(cast, *, times=1, **fields):
    made = [RegistryImport(uploaded_by=cast.berta, file_name="x.csv", **fields) for _one in range(times)]
    return RegistryImport.objects.bulk_create(made)


def test_five_hundred_that_wait_for_an_hour_are_sent_once(cast, sent, time_machine):
    asked(cast, times=MANY, heartbeat_at=timezone.now())
    for minutes in (1, 10, 60):  # the worker is at others that were asked for before
        time_machine.move_to(timezone.now() + timedelta(minutes=minutes))
        assert runs.requeue_lost() == 0
    note(worker="w", sent_at=(timezone.now() - timedelta(minutes=90)).isoformat())
    assert runs.requeue_lost() == 0
    assert sent == []


def test_what_should_have_come_out_before_a_mark_was_lost(cast, sent, time_machine):
    asked(cast, times=3, heartbeat_at=timezone.now())
    time_machine.move_to(timezone.now() + runs.QUEUED_LOST_AFTER + timedelta(seconds=1))
    a_mark_came_out()
    assert runs.requeue_lost() == 3
    a_mark_came_out()
    assert runs.requeue_lost() == 0
    assert len(sent) == 3


def test_looking_for_lost_jobs_is_a_mark_itself(cast, sent, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    asked(cast, heartbeat_at=timezone.now() - timedelta(minutes=5))
    find_lost_jobs.apply(kwargs={"sent_at": timezone.now().isoformat()})
    assert len(sent) == 1


@pytest.mark.parametrize("status", ["queued", "running"])
def test_what_a_wrong_clock_wrote_counts_as_lost(cast, sent, status):
    [job] = asked(cast, heartbeat_at=timezone.now() + timedelta(days=1), status=status, attempts=1)
    assert runs.requeue_lost() == 1
    RegistryImport.objects.update(heartbeat_at=timezone.now() + timedelta(days=1), status=status)
    job.refresh_from_db()
    runs.requeue_if_lost(job)
    assert sent == [job.pk] * 2
    assert job.heartbeat_at <= timezone.now()


def test_a_mark_of_a_wrong_clock_proves_nothing(cast, sent):
    tomorrow = timezone.now() + timedelta(days=1)
    Heartbeat.objects.create(queue="celery", worker="w", sent_at=tomorrow, seen_at=tomorrow)
    asked(cast, heartbeat_at=timezone.now() - timedelta(hours=1))
    assert runs.requeue_lost() == 0
    assert last_seen("celery") is None
    forget_gone()
    assert not Heartbeat.objects.exists()


def test_each_worker_is_seen_at_each_queue(db):
    for queue in ("celery", "letters", "celery"):
        heartbeat.apply(kwargs={"queue": queue, "sent_at": timezone.now().isoformat()})
    assert Heartbeat.objects.count() == 2
    assert not is_silent(last_seen("letters"))
    assert is_silent(last_seen("another"))


def test_whoever_waits_is_told_since_when_nobody_works(cast, time_machine):
    time_machine.move_to("2026-03-02 14:05-05:00")
    [job] = asked(cast, heartbeat_at=timezone.now())
    assert runs.progress_of(job)["text"] == "en cola"
    a_mark_came_out()
    time_machine.move_to("2026-03-02 14:06-05:00")
    assert runs.progress_of(job)["text"] == "en cola"
    time_machine.move_to("2026-03-02 14:20-05:00")
    assert "nadie la atiende desde el 02/03/2026 14:05" in runs.progress_of(job)["text"]
    Heartbeat.objects.all().delete()
    assert "todavía nadie la atiende" in runs.progress_of(job)["text"]


def test_a_timetable_does_not_wait_for_a_time_that_was_wrong(monkeypatch):
    sent = []
    monkeypatch.setattr(SteadyScheduler, "apply_async", lambda self, entry, **options: sent.append(entry.name))
    timetable = SteadyScheduler(app=current_app._get_current_object(), lazy=True)
    timetable.setup_schedule()
    timetable.tick()
    for entry in timetable.schedule.values():
        entry.last_run_at += timedelta(days=1)
    assert timetable.tick() <= 60
    assert all(entry.last_run_at <= entry.default_now() for entry in timetable.schedule.values())


def test_the_start_says_that_the_clock_stands_behind(cast, time_machine):
    cast.ana.email = "ana@example.pe"
    cast.ana.save()
    assert clock(databases=["default"]) == []
    time_machine.move_to(timezone.now() - timedelta(days=1))
    [told] = clock(databases=["default"])
    assert "stands behind" in told.msg


def test_a_mark_says_when_it_was_put_in(db, monkeypatch):
    put = []
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda self, args, kwargs, **options: put.append(kwargs))
    heartbeat.apply_async(kwargs={"queue": "letters"})
    find_lost_jobs.delay()
    assert [set(one) for one in put] == [{"queue", "sent_at"}, {"sent_at"}]
    assert all(heartbeats.timezone.now().isoformat()[:13] == one["sent_at"][:13] for one in put)

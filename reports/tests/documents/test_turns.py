"""Whose document comes next: one of each requester by turns, whoever asked for how many; none twice, none forgotten."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.jobs import runs
from accompaniment.models import Teacher
from reports.documents.issue import run_next_jobs
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.batches import Batch
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_batch, request_document, retry_failed
from reports.documents.turns import first_turn
from reports.tasks import run_report_job

MANY = 500


@pytest.fixture
def people(cast):
    return Teacher.objects.bulk_create(
        Teacher(document_number=f"43{n:06}", first_names="Una", last_names=f"Más {n}", search_name=f"una mas {n}")
        for n in range(MANY)
    )


def ask(cast, by, people):
    return request_batch(kind=FOLLOW_UP_PLAN, targets=people, campaign=cast.campaign, by=by)


def take():
    """The next one, of a kind of which one is made at a time; None when none waits."""
    jobs = runs.claim_next(ReportJob, order=ReportJob.in_turn)
    assert len(jobs) < 2
    return jobs[0] if jobs else None


def who_is_served(times):
    return [take().requested_by for _ in range(times)]


# --- Places ------------------------------------------------------------------------------------------------------
def test_while_one_waits_for_500_anothers_one_comes_next(cast, people):
    ask(cast, cast.berta, people)
    who_is_served(3)
    ask(cast, cast.diana, people[:1])
    assert cast.diana in who_is_served(2), "after one of the other at most"


def test_fifty_of_a_third_are_done_long_before_the_five_hundred(cast, people):
    ask(cast, cast.berta, people)
    ask(cast, cast.ana, people[:50])
    ask(cast, cast.diana, people[:1])
    served = who_is_served(102)
    assert served.index(cast.diana) <= 2
    assert (served.count(cast.ana), served.count(cast.berta)) == (50, 51)


def test_what_one_asks_for_while_hers_wait_comes_after_them(cast, people):
    ask(cast, cast.berta, people[:3])
    ask(cast, cast.diana, people[:3])
    later = request_document(kind=FOLLOW_UP_PLAN, target=people[9], campaign=cast.campaign, by=cast.berta)
    served = [take() for _ in range(7)]
    assert served[-1] == later
    assert [job.requested_by for job in served[:6]] == [cast.berta, cast.diana] * 3


def test_a_lost_one_keeps_its_turn(cast, people):
    ask(cast, cast.berta, people[:5])
    lost = take()
    take()
    ReportJob.objects.filter(pk=lost.pk).update(status="queued")
    assert take() == lost


def test_those_asked_for_again_are_of_the_present_round(cast, people):
    batch = ask(cast, cast.berta, people[:4])
    for _ in range(4):
        runs.fail(take(), "no")
    ask(cast, cast.diana, people[:4])
    assert retry_failed(batch=batch) == 4
    assert who_is_served(8) == [cast.berta, cast.diana] * 4


def test_a_message_is_a_turn_to_work_whichever_request_it_was_sent_for(cast, people):
    ask(cast, cast.berta, people[:2])
    first, second = sorted(ReportJob.objects.all(), key=lambda job: job.turn)
    run_report_job(str(second.pk))
    first.refresh_from_db(), second.refresh_from_db()
    assert first.is_finished and not second.is_finished
    run_report_job(str(first.pk))
    second.refresh_from_db()
    assert second.is_finished
    run_next_jobs()  # nothing waits: nothing happens


def test_to_take_one_costs_the_same_however_many_wait(cast, people, django_assert_max_num_queries):
    ask(cast, cast.berta, people)
    with django_assert_max_num_queries(6):  # a savepoint and its end, the first, its claim, the row whole, its norms
        take()


# --- The rule itself ---------------------------------------------------------------------------------------------
def test_the_first_turn():
    assert first_turn(waiting=None, begun=None, own=None) == 0
    assert first_turn(waiting=None, begun=7, own=None) == 7, "what runs may come back, and was of that round"
    assert first_turn(waiting=5, begun=9, own=None) == 5
    assert first_turn(waiting=5, begun=9, own=8) == 9
    assert first_turn(waiting=5, begun=9, own=2) == 5


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=40))
def test_nobody_is_served_twice_over_while_another_waits_all_along(events):
    """Each event: somebody asks for so many, or one is taken (0). Between two of hers, no other requester has three."""
    waiting, begun, order, since = [], None, 0, {}
    for who, asked in events:
        if asked:
            own = max((turn for turn, _, by in waiting if by == who), default=None)
            lowest = min(waiting)[0] if waiting else None
            first = first_turn(waiting=lowest, begun=begun, own=own)
            waiting += [(first + n, order + n, who) for n in range(asked)]
            order += asked
            since.setdefault(who, {})
        elif waiting:
            taken = min(waiting)
            waiting.remove(taken)
            begun, by = taken[0], taken[2]
            waits = {one for _, _, one in waiting} | {by}
            since = {one: counts for one, counts in since.items() if one in waits}
            for one, counts in since.items():
                if one != by:
                    counts[by] = counts.get(by, 0) + 1
                    assert counts[by] <= 2, (one, by)
            since[by] = {}


# --- Several workers at once -------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_four_workers_take_each_once_and_the_sum_is_always_all(cast, people):
    batch, over = ask(cast, cast.berta, people[:200]), Event()
    ask(cast, cast.diana, people[:20])

    def work(_n):
        taken = []
        try:
            while job := take():
                taken.append(job.pk)
                runs.fail(job, "no") if len(taken) % 3 else runs.finish(job)
            return taken
        finally:
            connections.close_all()

    def look():
        told = []
        try:
            while not over.is_set():
                told.append(Batch.objects.with_progress().get(pk=batch.pk).progress)
            return told
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as threads:
        looked = threads.submit(look)
        try:
            taken = [key for one in threads.map(work, range(4)) for key in one]
        finally:
            over.set()
        told = looked.result(timeout=60)
    assert len(taken) == len(set(taken)) == 220, "each is taken, and none twice"
    assert {one.total for one in told} <= {200}
    assert [one.percent for one in told] == sorted(one.percent for one in told), "it never goes back"
    assert Batch.objects.with_progress().get(pk=batch.pk).progress.is_finished


@pytest.mark.django_db(transaction=True)
def test_where_every_row_is_held_one_waits_and_does_not_go_away(cast, people):
    """Else the message would be spent while somebody, who only looked, lets the row go again."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    ask(cast, cast.berta, people[:1])

    def take_there():
        try:
            return take()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            list(ReportJob.objects.select_for_update())
            waits = threads.submit(take_there)
            with pytest.raises(TimeoutError):
                waits.result(timeout=0.5)
        assert waits.result(timeout=60) == ReportJob.objects.get()

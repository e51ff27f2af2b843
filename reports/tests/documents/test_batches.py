"""Documents of many asked for at once: one request a person, none twice, and how far they are."""

import pytest

from accompaniment.models import Post, Teacher
from reports.documents.issue import run_job
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.batches import Batch
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_batch, request_document


def ask(cast, *people, by=None):
    return request_batch(kind=FOLLOW_UP_PLAN, targets=people, campaign=cast.campaign, by=by or cast.berta)


def ask_one(cast, person):
    return request_document(kind=FOLLOW_UP_PLAN, target=person, campaign=cast.campaign, by=cast.berta)


def test_it_asks_for_one_document_a_person(cast):
    batch = ask(cast, cast.tania, cast.petra, cast.tania)
    assert (batch.kind, batch.campaign, batch.requested_by) == ("follow_up_plan", cast.campaign, cast.berta)
    assert {job.teacher for job in batch.jobs.all()} == {cast.tania, cast.petra}
    assert ReportJob.objects.count() == 2


def test_asked_again_while_it_is_unfinished_it_is_the_same_with_what_it_lacked(cast):
    batch = ask(cast, cast.tania)
    assert ask(cast, cast.tania) == batch
    assert ask(cast, cast.tania, cast.petra) == batch
    assert batch.progress().total == ReportJob.objects.count() == 2
    assert ask(cast, cast.tania, by=cast.diana) != batch


def test_asked_again_when_it_is_finished_it_is_another(cast):
    batch = ask(cast, cast.tania)
    batch.jobs.update(status="done")
    again = ask(cast, cast.tania)
    assert again != batch
    assert again.progress().total == 1


def test_what_was_asked_for_alone_is_counted_and_not_made_twice(cast):
    job = ask_one(cast, cast.tania)
    batch = ask(cast, cast.tania, cast.petra)
    job.refresh_from_db()
    assert job.batch == batch
    assert ask_one(cast, cast.petra) in batch.jobs.all()
    assert ReportJob.objects.count() == 2


def test_its_numbers(cast):
    cast.closed_visit()
    batch = ask(cast, cast.tania, cast.petra)  # Petra has no diagnostic visit
    assert batch.progress() == (2, 0, 0, 0)
    ReportJob.objects.filter(teacher=cast.petra).update(status="running")
    assert batch.progress() == (1, 1, 0, 0)
    assert not batch.progress().is_finished
    ReportJob.objects.update(status="queued")
    for job in batch.jobs.all():
        run_job(job.pk)
    told = batch.progress()
    assert (told.queued, told.running, told.done, told.failed, told.total) == (0, 0, 1, 1, 2)
    assert told.is_finished
    assert not Batch.objects.unfinished().exists()


def test_messages_are_sent_only_after_the_commit(cast, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr("reports.tasks.run_report_job.apply_async", lambda args, **options: sent.extend(args))
    with django_capture_on_commit_callbacks(execute=True):
        batch = ask(cast, cast.tania, cast.petra)
        assert not sent
    assert sorted(sent) == sorted(str(job.pk) for job in batch.jobs.all())


@pytest.mark.parametrize(
    ("who", "sees"),
    [("berta", True), ("carla", False), ("diana", False), ("ana", False), ("rita", False), ("alma", False)],
)
def test_specialists_of_its_ugel_see_it(cast, who, sees):
    batch = ask(cast, cast.tania)
    assert (batch in Batch.objects.visible_to(getattr(cast, who))) is sees


def test_its_cost_does_not_grow_with_the_people(cast, django_assert_max_num_queries):
    people = Teacher.objects.bulk_create(
        Teacher(document_number=f"43{n:06}", first_names="Una", last_names=f"Más {n}", search_name=f"una mas {n}")
        for n in range(120)
    )
    Post.objects.bulk_create(
        Post(teacher=one, institution=cast.jardin, starts_on=cast.campaign.starts_on) for one in people
    )
    with django_assert_max_num_queries(10):
        batch = ask(cast, *people)
    assert batch.progress().total == 120

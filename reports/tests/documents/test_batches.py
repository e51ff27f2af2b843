"""Documents of many asked for at once: one request a person, none twice, and how far they are."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accompaniment.models import Post, Teacher
from reports.documents.issue import run_job
from reports.documents.kinds.follow_up_plan import FOLLOW_UP_PLAN
from reports.documents.models.batches import Batch
from reports.documents.models.jobs import ReportJob
from reports.documents.requests import request_batch, request_document


def ask(cast, *people, by=None):
    return request_batch(kind=FOLLOW_UP_PLAN, targets=people, campaign=cast.campaign, by=by or cast.berta)


def progress_of(batch):
    return Batch.objects.with_progress().get(pk=batch.pk).progress


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
    assert progress_of(batch).total == ReportJob.objects.count() == 2
    assert ask(cast, cast.tania, by=cast.diana) != batch


def test_asked_again_when_it_is_finished_it_is_another(cast):
    batch = ask(cast, cast.tania)
    batch.jobs.update(status="done")
    again = ask(cast, cast.tania)
    assert again != batch
    assert progress_of(again).total == 1


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
    assert progress_of(batch) == (2, 0, 0, 0)
    ReportJob.objects.filter(teacher=cast.petra).update(status="running")
    assert progress_of(batch) == (1, 1, 0, 0)
    assert not progress_of(batch).is_finished
    ReportJob.objects.update(status="queued")
    for job in batch.jobs.all():
        run_job(job.pk)
    told = progress_of(batch)
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
    assert progress_of(batch).total == 120


# --- Asked for on a page ---------------------------------------------------------------------------------------------
URL = "/reports/people/plans/"


def test_who_can_have_a_plan_is_ticked_and_the_others_are_named_with_the_reason(client, cast):
    cast.closed_visit()
    client.force_login(cast.berta)
    page = client.get(URL, {"people": [cast.tania.pk, cast.petra.pk]})
    assert page.context["asked"].people == [cast.tania]
    [(teacher, reason)] = page.context["asked"].refused
    assert teacher == cast.petra and reason in page.text and "diagnóstica" in reason
    assert not ReportJob.objects.exists()


def test_one_confirmation_asks_for_all_of_them_once(client, cast):
    cast.closed_visit()
    cast.closed_visit(assignment=cast.promoter_assignment)
    client.force_login(cast.berta)
    sent = {"people": [cast.tania.pk, cast.petra.pk]}
    answer = client.post(URL, sent)
    batch = Batch.objects.get()
    assert answer.url == client.post(URL, sent).url == f"/reports/batches/{batch.pk}/"
    assert {job.teacher for job in ReportJob.objects.all()} == {cast.tania, cast.petra}
    page = client.get(answer.url)
    assert "0 de 2 listos" in page.text and "Actualizar" in page.text
    for job in batch.jobs.all():
        run_job(job.pk)
    page = client.get(answer.url)
    assert "2 de 2 listos" in page.text and "Actualizar" not in page.text


def test_while_nobody_works_the_page_says_so(client, cast):
    batch = ask(cast, cast.tania)
    client.force_login(cast.berta)
    assert "En cola" in client.get(f"/reports/batches/{batch.pk}/").text
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert "todavía nadie la atiende; tu pedido espera aquí" in client.get(f"/reports/batches/{batch.pk}/").text


def test_what_could_not_be_issued_says_why(client, cast):
    batch = ask(cast, cast.petra)  # without a diagnostic visit
    run_job(batch.jobs.get().pk)
    client.force_login(cast.berta)
    text = client.get(f"/reports/batches/{batch.pk}/").text
    assert "1 no se pudo emitir" in text and batch.jobs.get().error in text


def test_without_a_diagnostic_nothing_is_asked_for(client, cast):
    client.force_login(cast.berta)
    assert "Ninguna de las marcadas" in client.post(URL, {"people": [cast.tania.pk]}).text
    assert not ReportJob.objects.exists()


@pytest.mark.parametrize("people", [[], ["x"]])
def test_without_anybody_ticked_it_leads_back(client, cast, people):
    client.force_login(cast.berta)
    assert client.get(URL, {"people": people}).url == "/people/"


def test_somebody_elses_people_are_none(client, cast):
    cast.closed_visit()
    client.force_login(cast.carla)
    assert client.post(URL, {"people": [cast.tania.pk]}).url == "/people/"
    assert not ReportJob.objects.exists()


def test_the_list_of_people_leads_there(client, cast):
    client.force_login(cast.berta)
    assert f'formaction="{URL}"' in client.get("/people/").text


# --- Found again among the documents ---------------------------------------------------------------------------------
DOCUMENTS = "/reports/documents/"


def shown_to(client, who, **query):
    client.force_login(who)
    return client.get(DOCUMENTS, query).context["batches"]


def test_whoever_asked_finds_it_among_the_documents_with_how_far_it_is(client, cast, django_assert_max_num_queries):
    batch = ask(cast, cast.tania, cast.petra)
    batch.jobs.filter(teacher=cast.tania).update(status="done")
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        page = client.get(DOCUMENTS).text
    assert batch.get_absolute_url() in page and "1 de 2 listos" in page and "En curso" in page
    batch.jobs.update(status="failed")
    page = client.get(DOCUMENTS).text
    assert "2 no se pudieron emitir" in page and "Terminado" in page


def test_nobody_else_does_nor_a_narrowed_list(client, cast):
    ask(cast, cast.tania)
    assert len(shown_to(client, cast.berta)) == 1
    assert not shown_to(client, cast.berta, kind="follow_up_plan")
    assert not shown_to(client, cast.diana) and not shown_to(client, cast.carla)


def test_a_finished_one_goes_after_some_days_and_an_unfinished_one_stays(client, cast):
    done = ask(cast, cast.tania)
    done.jobs.update(status="done")
    waiting = ask(cast, cast.petra)
    Batch.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert shown_to(client, cast.berta) == [waiting]

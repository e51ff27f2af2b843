"""Certificates of all who came to a session: said before, asked for once, together in a file, the failed ones again."""

import csv
import io
import zipfile

import pytest
from django.urls import reverse

from accompaniment.models import Teacher
from reports.documents.issue import run_job
from reports.documents.models.batches import Batch
from reports.documents.models.documents import Document
from reports.documents.models.jobs import ReportJob
from visits.models import Attendance
from visits.tests.groups.meetings import meeting


@pytest.fixture
def session(cast):
    """Tania and Petra came; Petra left after an hour."""
    held = meeting(cast, state="held")
    Attendance.objects.create(session=held, teacher=cast.tania, status="attended")
    Attendance.objects.create(session=held, teacher=cast.petra, status="attended", minutes_missed=20)
    return held


def told(batch):
    return Batch.objects.with_progress().get(pk=batch.pk).progress


def page(session):
    return reverse("reports:session_certificates", args=[session.pk])


def ask(client, session):
    people = list(session.attendances.values_list("pk", flat=True))
    return client.post(page(session), {"people": people})


def do_all(batch):
    for job in batch.jobs.filter(status="queued"):
        run_job(job.pk)


def test_before_anything_is_issued_it_says_who_gets_none_and_why(client, cast, session):
    Attendance.objects.filter(teacher=cast.petra).update(minutes_missed=120)
    client.force_login(cast.ana)
    found = client.get(page(session)).context["found"]
    assert [row.teacher for row in found.ready] == [cast.tania]
    [(row, reason)] = found.refused
    assert row.teacher == cast.petra and reason == "Estuvo 1 h de 3 h: la constancia pide el 80 %."
    assert not ReportJob.objects.exists()


def test_asked_for_twice_it_is_one_batch_and_one_for_each(client, cast, session):
    client.force_login(cast.ana)
    first, again = ask(client, session), ask(client, session)
    batch = Batch.objects.get()
    assert first.url == again.url == reverse("reports:batch", args=[batch.pk])
    assert batch.session == session and told(batch).total == 2
    assert {job.teacher for job in batch.jobs.all()} == {cast.tania, cast.petra}


def test_who_is_not_ticked_is_left_out(client, cast, session):
    client.force_login(cast.ana)
    client.post(page(session), {"people": [session.attendances.get(teacher=cast.petra).pk, "x"]})
    assert [job.teacher for job in ReportJob.objects.all()] == [cast.petra]
    assert "Marca al menos a una persona." in client.post(page(session), {}).text


def test_two_sessions_of_one_leader_are_two_batches(client, cast, session):
    other = meeting(cast, state="held", title="Juego libre")
    Attendance.objects.create(session=other, teacher=cast.tania, status="attended")
    client.force_login(cast.ana)
    ask(client, session), ask(client, other)
    assert [told(one).total for one in Batch.objects.order_by("created_at")] == [2, 1]


def test_how_far_it_is_is_told_until_all_are_there(client, cast, session):
    client.force_login(cast.ana)
    url = ask(client, session).url
    assert "0 de 2 listos" in client.get(url).text
    assert client.get(f"{url}progress/").json() == {"is_finished": False, "percent": 0, "text": "0 de 2 listos"}
    run_job(ReportJob.objects.first().pk)
    assert client.get(f"{url}progress/").json()["percent"] == 50
    do_all(Batch.objects.get())
    assert client.get(f"{url}progress/").json()["is_finished"]
    whole = client.get(url).text
    assert "2 de 2 listos" in whole and "Descargar todo en un ZIP" in whole and "Pedir otra vez" not in whole


def test_who_has_one_already_is_not_asked_for_again(client, cast, session):
    client.force_login(cast.ana)
    ask(client, session)
    do_all(Batch.objects.get())
    found = client.get(page(session)).context["found"]
    assert not found.ready and {row.teacher for row, _document in found.issued} == {cast.tania, cast.petra}
    assert "ya la tienen" in client.get(page(session)).text


def archive(client, batch):
    answer = client.get(reverse("reports:batch_archive", args=[batch.pk]))
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def rows_of(file):
    text = file.read("indice.csv").decode("utf-8-sig")
    return {row["Persona"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def test_together_in_a_file_with_what_failed_said(client, cast, session):
    client.force_login(cast.ana)
    ask(client, session)
    batch = Batch.objects.get()
    Attendance.objects.filter(teacher=cast.petra).update(status="absent")
    do_all(batch)
    file = archive(client, batch)
    document = Document.objects.get()
    assert sorted(file.namelist()) == sorted([document.file_name, "indice.csv"])
    rows = rows_of(file)
    assert rows["Flores, Tania"]["Huella digital (SHA-256)"] == document.sha256
    assert rows["Flores, Tania"]["Número"] == document.full_number
    [petra] = [row for who, row in rows.items() if who.endswith("Petra")]
    assert petra["Qué pasó"] == "No asistió."


def test_what_failed_is_asked_for_again_and_nothing_else(client, cast, session):
    client.force_login(cast.ana)
    ask(client, session)
    batch = Batch.objects.get()
    Attendance.objects.filter(teacher=cast.petra).update(status="absent")
    do_all(batch)
    first = Document.objects.get()
    Attendance.objects.filter(teacher=cast.petra).update(status="attended")
    url = reverse("reports:batch", args=[batch.pk])
    assert "Pedir otra vez lo que falló" in client.get(url).text
    assert client.post(f"{url}retry/").url == client.post(f"{url}retry/").url == url
    assert told(batch) == (1, 0, 1, 0), "asked for twice it waits once"
    do_all(batch)
    assert told(batch) == (0, 0, 2, 0)
    assert Document.objects.count() == 2 and first in Document.objects.all()
    assert len(archive(client, batch).namelist()) == 3


def test_a_batch_is_whoever_asked_for_it(client, cast, session):
    client.force_login(cast.ana)
    url = ask(client, session).url
    for who in ("berta", "diana", "olga", "carla", "rita"):
        client.force_login(getattr(cast, who))
        for of in ("", "progress/", "archive/"):
            assert client.get(url + of).status_code == 404
        assert client.post(f"{url}retry/").status_code == 404


def test_who_does_not_lead_it_gets_none(client, cast, session):
    for who, answer in (("berta", 200), ("diana", 403), ("olga", 404), ("carla", 404)):
        client.force_login(getattr(cast, who))
        assert client.get(page(session)).status_code == answer, who


def test_it_asks_the_database_as_often_for_many(client, cast, session, django_assert_max_num_queries):
    people = Teacher.objects.bulk_create(
        Teacher(document_number=f"43{n:06}", first_names="Una", last_names=f"Más {n}", search_name=f"una mas {n}")
        for n in range(40)
    )
    Attendance.objects.bulk_create(Attendance(session=session, teacher=one, status="attended") for one in people)
    client.force_login(cast.ana)
    client.get(page(session))
    with django_assert_max_num_queries(12):
        assert len(client.get(page(session)).context["found"].ready) == 42


def test_the_page_of_a_session_leads_there_once_it_was_held(client, cast, session):
    client.force_login(cast.ana)
    assert page(session) in client.get(session.get_absolute_url()).text
    ahead = meeting(cast, people=[cast.tania])
    assert page(ahead) not in client.get(ahead.get_absolute_url()).text

"""Whoever missed a session catches up with its task; that counts apart from the hours of those who came."""

from datetime import timedelta

import pytest
from django.urls import reverse

from visits.models import Attendance, Commitment
from visits.tests.groups.meetings import meeting
from visits.training.hours import training_record, with_hours


@pytest.fixture
def session(client, cast):
    """Petra came and committed herself; Tania did not, and has a task of 45 minutes."""
    session = meeting(cast, people=[cast.tania, cast.petra], state="held", agreements="Preguntar más")
    session.attendances.filter(teacher=cast.petra).update(status="attended")
    session.attendances.filter(teacher=cast.tania).update(status="absent")
    Commitment.objects.create(session=session, teacher=cast.petra, action="Grabar una ronda", due_on=cast.today)
    client.force_login(cast.ana)
    url = reverse("visits:session_catch_up_edit", args=[session.pk])
    assert "duró 180 minutos" in client.post(url, {"catch_up_task": "Lee la guía", "catch_up_minutes": 181}).text
    client.post(url, {"catch_up_task": "Lee la guía", "catch_up_minutes": 45})
    return session


def answer(client, session, text="Haría una ronda", **more):
    return client.post(reverse("visits:session_catch_up", args=[session.pk]), {"answer": text, **more})


def decide(client, session, row, **said):
    return client.post(reverse("visits:session_catch_up_answer", args=[session.pk, row.pk]), {"reply": "", **said})


def test_she_answers_takes_what_was_agreed_and_is_accepted(client, cast, session):
    client.force_login(cast.tania.user)
    assert "Ponte al día: GIA" in client.get(reverse("home")).text
    page = client.get(reverse("visits:session_catch_up", args=[session.pk])).text
    assert "Lee la guía" in page and "Preguntar más" in page and "Grabar una ronda" in page
    answer(client, session, takes=["Grabar una ronda"])
    [taken] = Commitment.objects.filter(teacher=cast.tania, session=session)
    assert (taken.action, taken.due_on) == ("Grabar una ronda", cast.today + timedelta(days=30))
    row = Attendance.objects.get(session=session, teacher=cast.tania)
    client.force_login(cast.ana)
    assert "Leer su respuesta" in client.get(session.get_absolute_url()).text
    decide(client, session, row)
    row.refresh_from_db()
    assert (row.status, row.caught_up_on, row.caught_up_minutes, row.minutes) == ("absent", cast.today, 45, 0)


def test_its_minutes_count_apart(cast, session):
    row = Attendance.objects.get(session=session, teacher=cast.tania)
    Attendance.objects.filter(pk=row.pk).update(caught_up_on=cast.today, caught_up_minutes=45)
    rows = Attendance.objects.filter(teacher=cast.tania).select_related("session__campaign")
    [year] = training_record(rows)
    [listed] = with_hours(type(cast.tania).objects.filter(pk=cast.tania.pk), rows)
    assert (year.total.minutes, year.total.apart) == (listed.minutes, listed.apart) == (0, 45)


def test_she_completes_what_is_missing(client, cast, session):
    client.force_login(cast.tania.user)
    answer(client, session)
    row = Attendance.objects.get(session=session, teacher=cast.tania)
    client.force_login(cast.ana)
    assert "Dile qué le falta" in decide(client, session, row, more="1").text
    decide(client, session, row, more="1", reply="Cuenta cuándo")
    client.force_login(cast.tania.user)
    assert "Cuenta cuándo" in client.get(reverse("visits:session_catch_up", args=[session.pk])).text
    answer(client, session, "Los lunes")
    row.refresh_from_db()
    assert (row.catch_up_answer, row.catch_up_reply) == ("Los lunes", "") and row.waits_for_leader


def test_who_came_has_no_task_and_who_is_not_called_answers_none(client, cast, session):
    client.force_login(cast.petra.user)
    assert "no te espera con una tarea" in client.get(reverse("visits:session_catch_up", args=[session.pk])).text
    assert "no te espera con una tarea" in answer(client, session).text
    assert not session.attendances.get(teacher=cast.petra).catch_up_answer
    client.force_login(cast.ana)
    assert answer(client, session).status_code == 403

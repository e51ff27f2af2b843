"""The agenda of a session: what it begins with, its order, its hours, what is noted of each moment."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.campaigns.session_kinds.defaults import GIA
from visits.groups.agenda.services import Written, write_agenda
from visits.groups.models.agendas import AgendaMoment, timed
from visits.models import Attendance, GroupSession
from visits.tests.groups.meetings import meeting, typed


@pytest.fixture
def session(cast):
    session = meeting(cast, people=[cast.tania])
    moments = [("Bienvenida", 10), ("Análisis", 60), ("Compromisos", 30)]
    AgendaMoment.objects.bulk_create(
        AgendaMoment(session=session, order=n, title=title, minutes=minutes)
        for n, (title, minutes) in enumerate(moments, 1)
    )
    return session


def agenda_of(session):
    return [(one.title, one.minutes) for one in session.agenda.all()]


def opened(client, url):
    """What the page sends when nothing is typed."""
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.fixture
def url(session):
    return reverse("visits:session_agenda", args=[session.pk])


def test_a_session_begins_with_the_usual_agenda_of_its_kind(client, cast):
    client.force_login(cast.ana)
    client.post(reverse("visits:session_new"), typed(cast))
    session = GroupSession.objects.get()
    assert agenda_of(session) == [tuple(moment) for moment in GIA.agenda]
    page = client.get(session.get_absolute_url()).text
    assert "15:10" in page and "Compromisos de la reunión anterior" in page and "Editar la agenda" in page


def test_it_is_made_to_fit_a_shorter_one(client, cast):
    client.force_login(cast.ana)
    client.post(reverse("visits:session_new"), typed(cast, ends_at="16:30"))
    session = GroupSession.objects.get()
    assert len(agenda_of(session)) == len(GIA.agenda)
    assert sum(minutes for _title, minutes in agenda_of(session)) <= 90


def test_moments_are_added_changed_moved_and_taken_away(client, cast, session, url):
    client.force_login(cast.ana)
    first, second, third = session.agenda.all()
    sent = opened(client, url)
    sent |= {f"place-{third.pk}": "1", f"title-{second.pk}": "", f"minutes-{second.pk}": "", f"place-{first.pk}": "2"}
    sent |= {"title-new1": "Cierre", "minutes-new1": "15"}
    assert client.post(url, sent).url == session.get_absolute_url()
    assert agenda_of(session) == [("Compromisos", 30), ("Bienvenida", 10), ("Cierre", 15)]
    assert third in session.agenda.all(), "the same one, elsewhere"


def test_more_rows_are_asked_for(client, cast, session, url):
    client.force_login(cast.ana)
    answer = client.post(url, opened(client, url) | {"title-new1": "Cierre", "minutes-new1": "15", "more": "1"})
    assert answer.url == url and len(client.get(url).context["form"].keys) == 7


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"title-new1": "Cierre"}, "minutes-new1", "Cuántos minutos"),
        ({"minutes-new1": "10"}, "title-new1", "Qué se hace"),
        ({"title-new1": "Cierre", "minutes-new1": "0"}, "minutes-new1", ""),
        ({"title-new1": "Cierre", "minutes-new1": "-5"}, "minutes-new1", ""),
        ({"title-new1": "x" * 121, "minutes-new1": "5"}, "title-new1", ""),
        ({"title-new1": "Cierre", "minutes-new1": "81"}, "__all__", "suma 181 minutos y la reunión dura 180: quita 1"),
    ],
)
def test_what_cannot_be_is_said(client, cast, session, url, changed, field, said):
    client.force_login(cast.ana)
    form = client.post(url, opened(client, url) | changed).context["form"]
    assert said in " ".join(form.errors[field])
    assert len(agenda_of(session)) == 3 and form["title-new1"].value() == changed.get("title-new1", "")


def test_what_another_saved_meanwhile_is_told(client, cast, session, url):
    client.force_login(cast.ana)
    sent = opened(client, url)
    first = session.agenda.first()
    AgendaMoment.objects.filter(pk=first.pk).update(minutes=20)
    refused = client.post(url, sent | {f"title-{first.pk}": "Acogida"})
    assert "Bienvenida, minutos: ahora dice «20»" in refused.text
    assert agenda_of(session)[0] == ("Bienvenida", 20)


def test_what_another_added_meanwhile_is_not_taken_away(client, cast, session, url):
    client.force_login(cast.ana)
    sent = opened(client, url) | {"title-new1": "Cierre", "minutes-new1": "5"}
    session.agenda.create(order=4, title="Refrigerio", minutes=15)
    refused = client.post(url, sent)
    assert "La agenda: ahora dice «Bienvenida; Análisis; Compromisos; Refrigerio»" in refused.text
    form = refused.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert client.post(url, again).status_code == 302
    assert agenda_of(session)[3:] == [("Refrigerio", 15), ("Cierre", 5)]


def test_what_was_noted_is_not_taken_away_with_its_moment(session):
    first = session.agenda.first()
    AgendaMoment.objects.filter(pk=first.pk).update(notes="Llegaron todas")
    with pytest.raises(ValidationError, match="ya hay notas"):
        write_agenda(session=session, moments=[Written(None, "Otra", 10)])
    assert len(agenda_of(session)) == 3


def test_a_moment_of_another_session_is_not_moved_here(cast, session):
    other = meeting(cast, starts_at=time(8), ends_at=time(9))
    foreign = session.agenda.first()
    write_agenda(session=other, moments=[Written(foreign.pk, "Copiado", 10)])
    assert agenda_of(session)[0] == ("Bienvenida", 10) and agenda_of(other) == [("Copiado", 10)]


def test_notes_are_written_as_it_is_held_and_read_by_who_came(client, cast, session):
    client.force_login(cast.ana)
    url = reverse("visits:session_record", args=[session.pk])
    row, first = session.attendances.get(), session.agenda.first()
    sent = opened(client, url) | {f"mark-{row.pk}": Attendance.Status.ATTENDED, f"notes-{first.pk}": "Nos presentamos"}
    client.post(url, sent)
    assert session.agenda.first().notes == "Nos presentamos"
    client.force_login(cast.tania.user)
    page = client.get(session.get_absolute_url()).text
    assert "Nos presentamos" in page and "Editar la agenda" not in page


def test_a_shorter_meeting_says_that_its_agenda_does_not_fit(client, cast, session):
    GroupSession.objects.filter(pk=session.pk).update(ends_at=time(16))
    client.force_login(cast.ana)
    assert "La agenda dura 40 minutos más que la reunión." in client.get(session.get_absolute_url()).text


def test_hours_follow_one_another_past_midnight():
    moments = [AgendaMoment(title="A", minutes=45), AgendaMoment(title="B", minutes=30)]
    assert [one.begins_at for one in timed(moments, time(23, 30))] == [time(23, 30), time(0, 15)]
    assert [one.begins_at for one in timed(moments, None)] == [None, None]


def test_the_page_of_a_session_keeps_to_its_queries(client, cast, django_assert_max_num_queries):
    """The leader's, before it is held: four know the reader, three find what speaks against it."""
    session = meeting(cast, people=[cast.tania, cast.petra], held_on=cast.today + timedelta(days=9))
    client.force_login(cast.ana)
    with django_assert_max_num_queries(12):
        client.get(session.get_absolute_url())

"""Who is called to a session says beforehand whether she comes; who leads it sees who has and who has not."""

from datetime import timedelta

import pytest
from django.urls import reverse

from visits.groups.calls.services import answer_call
from visits.groups.services import record_session
from visits.models import Attendance
from visits.tests.groups.meetings import meeting, typed


@pytest.fixture
def session(cast):
    return meeting(cast, people=[cast.tania, cast.petra], held_on=cast.today + timedelta(days=3))


def answered(client, session, **sent):
    url = reverse("visits:session_answer", args=[session.pk])
    return client.post(url, {"sequence": session.sequence, **sent})


def row_of(session, teacher):
    return session.attendances.get(teacher=teacher)


def test_one_touch_says_that_she_comes(client, cast, session):
    client.force_login(cast.tania.user)
    page = client.get(session.get_absolute_url()).text
    assert "¿Vas?" in page and 'name="comes"' in page
    assert answered(client, session, comes="1").url == session.get_absolute_url()
    assert row_of(session, cast.tania).answer == "comes" and row_of(session, cast.petra).answer == ""
    assert "Dijiste que vas" in client.get(session.get_absolute_url()).text


def test_her_first_page_asks_and_takes_her_back_there(client, cast, session):
    client.force_login(cast.tania.user)
    home = client.get(reverse("home"))
    assert [own.session for own in home.context["calls"]] == [session] and "Te convocan" in home.text
    assert answered(client, session, comes="1", then="home").url == reverse("home")


def test_who_cannot_says_why_and_may_change_her_mind(client, cast, session):
    client.force_login(cast.tania.user)
    refused = answered(client, session, reason=" ")
    assert "Di por qué no puedes" in refused.text and row_of(session, cast.tania).answer == ""
    answered(client, session, reason="Cita médica")
    row = row_of(session, cast.tania)
    assert (row.answer, row.answer_reason) == ("cannot", "Cita médica")
    answered(client, session, comes="1")
    row = row_of(session, cast.tania)
    assert (row.answer, row.answer_reason) == ("comes", "")


def test_who_leads_it_counts_and_reads_reasons(client, cast, session):
    answer_call(attendance=row_of(session, cast.petra), comes=False, reason="Cita médica", sequence=0)
    client.force_login(cast.ana)
    page = client.get(session.get_absolute_url())
    call = page.context["call"]
    assert (call.comes, call.cannot, call.silent) == (0, 1, 1)
    assert "Cita médica" in page.text and "todavía no responde" in page.text


def test_another_participant_reads_neither_counts_nor_reasons(client, cast, session):
    answer_call(attendance=row_of(session, cast.petra), comes=False, reason="Cita médica", sequence=0)
    client.force_login(cast.tania.user)
    page = client.get(session.get_absolute_url())
    assert page.context["call"] is None and "Cita médica" not in page.text


def test_only_who_is_called_answers_and_for_herself(client, cast, session):
    for who, code in ((cast.ana, 403), (cast.berta, 403), (cast.carla, 404), (cast.olga, 404)):
        client.force_login(who)
        assert answered(client, session, comes="1").status_code == code
    assert not session.attendances.exclude(answer="").exists()


@pytest.mark.parametrize("changed", [{"held_on": -1}, {"state": "held"}, {"state": "cancelled", "cancel_reason": "x"}])
def test_it_can_be_answered_until_it_begins(client, cast, session, changed):
    if "held_on" in changed:
        changed = {"held_on": cast.today + timedelta(days=changed["held_on"])}
    type(session).objects.filter(pk=session.pk).update(**changed)
    client.force_login(cast.tania.user)
    assert answered(client, session, comes="1").status_code == 403
    assert row_of(session, cast.tania).answer == ""
    assert client.get(session.get_absolute_url()).context["my_call"] is None


def edit(client, session, cast, **changed):
    url = reverse("visits:session_edit", args=[session.pk])
    opened = client.get(url).context["form"]["opened"].value()
    sent = typed(cast, session_id=session.pk, opened=opened, held_on=session.held_on.isoformat(), facilitator="Ana")
    return client.post(url, {**sent, **changed})


def test_another_day_asks_anew_and_another_place_does_not(client, cast, session):
    answer_call(attendance=row_of(session, cast.tania), comes=True, reason="", sequence=0)
    client.force_login(cast.ana)
    edit(client, session, cast, place="Salón comunal")
    session.refresh_from_db()
    assert session.sequence == 1 and row_of(session, cast.tania).answer == "comes"
    edit(client, session, cast, place="Salón comunal", title="Otro tema")
    session.refresh_from_db()
    assert session.sequence == 1, "what it is about changes no calendar's day, hour or place"
    edit(client, session, cast, place="Salón comunal", starts_at="14:00")
    session.refresh_from_db()
    assert session.sequence == 2 and row_of(session, cast.tania).answer == ""


def test_who_read_another_day_is_shown_the_new_one_first(client, cast, session):
    client.force_login(cast.tania.user)
    type(session).objects.filter(pk=session.pk).update(sequence=1)
    refused = answered(client, session, comes="1")
    assert "cambió de día, de hora o de lugar" in refused.text and row_of(session, cast.tania).answer == ""
    assert refused.context["form"]["sequence"].value() == 1
    session.refresh_from_db()
    answered(client, session, comes="1")
    assert row_of(session, cast.tania).answer == "comes"


@pytest.mark.parametrize("sequence", ["", "x", "-1", "99999999999999999999"])
def test_made_up_forms_are_refused_in_words(client, cast, session, sequence):
    client.force_login(cast.tania.user)
    assert answered(client, session, comes="1", sequence=sequence).status_code == 200
    assert row_of(session, cast.tania).answer == ""


def test_who_came_is_written_down_beside_what_was_said(cast):
    session = meeting(cast, people=[cast.tania])
    row = row_of(session, cast.tania)
    Attendance.objects.filter(pk=row.pk).update(answer="cannot", answer_reason="Cita médica")
    record_session(
        session=session, by=cast.ana, agreements="", notes={}, marks={row.pk: (Attendance.Status.ATTENDED, 0)}
    )
    row.refresh_from_db()
    assert (row.status, row.answer, row.answer_reason) == ("attended", "cannot", "Cita médica")

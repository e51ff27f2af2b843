"""What those on the list of a session agreed before it comes first, and each is looked at or it is said why not."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from visits.commitments.standings import standings_about
from visits.groups.earlier.services import asked_in, how_many_blank
from visits.groups.services import take_off
from visits.models import Attendance, Commitment, CommitmentReview
from visits.tests.groups.meetings import meeting


@pytest.fixture
def agreed(cast):
    """Tania agreed something in a visit and in a GIA; Petra in the GIA."""
    of_visit = cast.closed_visit().commitments.get()
    before = meeting(cast, people=[cast.tania, cast.petra], held_on=cast.today - timedelta(days=2), state="held")
    of_group = {"action": "Grabar una ronda", "due_on": cast.today, "session": before}
    tania = Commitment.objects.create(teacher=cast.tania, **of_group)
    petra = Commitment.objects.create(teacher=cast.petra, **of_group)
    Commitment.objects.create(teacher=cast.petra, **{**of_group, "action": "Ya hecho"}, status="fulfilled")
    return of_visit, tania, petra


@pytest.fixture
def session(client, cast, agreed):
    session = meeting(cast, people=[cast.tania, cast.petra], state="held")
    Commitment.objects.create(teacher=cast.tania, action="De hoy mismo", due_on=cast.today, session=session)
    client.force_login(cast.ana)
    return session


def say(client, session, said, *, opened="", others=""):
    """Send a verdict and how it was seen for each of these commitments."""
    sent = {"opened": opened, "others": others}
    for one, (verdict, evidence) in said.items():
        sent |= {f"verdict-{one.pk}": verdict, f"evidence-{one.pk}": evidence}
    return client.post(reverse("visits:session_earlier", args=[session.pk]), sent)


def test_what_is_open_of_visits_and_sessions_is_asked(client, cast, agreed, session, django_assert_max_num_queries):
    assert set(asked_in(session, by=cast.ana)) == set(agreed)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("visits:session_earlier", args=[session.pk])).text
    assert page.index("Hacer dos preguntas") < page.index("no se revisaron porque")
    assert "Primero, lo que se acordó antes: 3 compromisos" in client.get(session.get_absolute_url()).text
    assert "Revisarlos" in client.get(reverse("visits:session_record", args=[session.pk])).text


def test_a_verdict_moves_the_commitment_and_stands_in_its_history(client, cast, agreed, session):
    of_visit, tania, petra = agreed
    say(client, session, {of_visit: ("fulfilled", "Mostró su plan"), tania: ("not", ""), petra: ("skipped", "No vino")})
    assert how_many_blank(session, by=cast.ana) == 0
    assert [Commitment.objects.get(pk=one.pk).status for one in agreed] == ["fulfilled", "not", "open"]
    told = {one.commitment.pk: one.commitment.told for one in standings_about(cast.tania, by=cast.ana)}
    assert [review.origin for review in told[of_visit.pk]] == [session]
    client.force_login(cast.tania.user)
    assert session.get_absolute_url() in client.get(reverse("visits:teacher", args=[cast.tania.pk])).text


def test_what_is_said_by_halves_is_asked_again(client, agreed, session):
    of_visit, tania, petra = agreed
    half = {of_visit: ("fulfilled", ""), tania: ("rescheduled", ""), petra: ("skipped", "")}
    errors = say(client, session, half).context["form"].errors
    assert set(errors) == {f"evidence-{of_visit.pk}", f"due-{tania.pk}", f"evidence-{petra.pk}"}


def test_of_a_session_that_is_not_held_yet_nothing_is_told(client, cast, agreed):
    tania = agreed[1]
    session = meeting(cast, people=[cast.tania])
    client.force_login(cast.ana)
    say(client, session, {tania: ("not", "")})
    tania.refresh_from_db()
    assert tania.status == "open" and not CommitmentReview.objects.told().exists()
    row = session.attendances.get()
    client.post(
        reverse("visits:session_record", args=[session.pk]),
        {"agreements": "", f"mark-{row.pk}": "attended", f"missed-{row.pk}": ""},
    )
    tania.refresh_from_db()
    assert tania.status == "not"


def test_who_was_looked_at_stays_on_the_list(client, cast, agreed, session):
    say(client, session, {agreed[2]: ("not", "")})
    with pytest.raises(ValidationError):
        take_off(attendance=Attendance.objects.get(session=session, teacher=cast.petra))


def test_two_at_once_erase_nothing(client, agreed, session):
    tania = agreed[1]
    form = client.get(reverse("visits:session_earlier", args=[session.pk])).context["form"]
    say(client, session, {tania: ("not", "")})
    second = say(client, session, {tania: ("partly", "Una vez")}, opened=form["opened"].value())
    assert "Alguien cambió" in second.text and CommitmentReview.objects.get().verdict == "not"


def test_before_its_day_nothing_is_looked_at(client, cast):
    ahead = meeting(cast, people=[cast.tania], held_on=cast.today + timedelta(days=1))
    client.force_login(cast.ana)
    assert client.get(reverse("visits:session_earlier", args=[ahead.pk])).status_code == 403


def test_a_verdict_comes_from_one_place_and_a_silence_has_its_reason(agreed, session):
    wrong = [{"verdict": "not"}, {"verdict": "", "session": session}]
    for said in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            CommitmentReview.objects.create(commitment=agreed[1], **said)


def test_the_page_of_a_session_keeps_to_its_queries(client, agreed, session, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(session.get_absolute_url())

"""What those who came think of a session: once each, added up, told to nobody before five have answered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from accompaniment.campaigns.session_kinds.models import kind_of
from accompaniment.campaigns.session_kinds.services import change_kind
from accompaniment.models import Teacher, User
from visits.groups.models.sessions import RATED_FOR
from visits.groups.questions import EVALUATION, FIVE_C, own_question
from visits.groups.ratings import questions_of, rate, ratings_of
from visits.models import Attendance, RatingTally
from visits.tests.groups.meetings import meeting

ALL_THREE = {question.code: "3" for question in EVALUATION}


def url_of(session):
    return reverse("visits:session_rate", args=[session.pk])


@pytest.fixture
def held(cast):
    """Tania came and Petra did not."""
    session = meeting(cast, state="held")
    Attendance.objects.create(session=session, teacher=cast.tania, status="attended")
    Attendance.objects.create(session=session, teacher=cast.petra, status="absent")
    return session


def rated_by(session, n, value=4):
    """So many more came and gave this value to every question."""
    for i in range(n):
        user = User.objects.create(username=f"9600{value}{i:03}", password="!")
        teacher = Teacher.objects.create(
            document_number=f"9600{value}{i:03}", first_names="N", last_names="Vera", kind="classroom", user=user
        )
        Attendance.objects.create(session=session, teacher=teacher, status="attended")
        assert rate(session=session, by=user, values={one.code: value for one in EVALUATION})


def test_who_came_answers_once(client, cast, held):
    client.force_login(cast.tania.user)
    assert url_of(held) in client.get(reverse("home")).text
    assert url_of(held) in client.get(held.get_absolute_url()).text
    page = client.get(url_of(held))
    assert "Me sirve para mi aula" in page.text and "Sin nombres" in page.text
    assert client.post(url_of(held), ALL_THREE).url == held.get_absolute_url()
    assert {(one.question, one.value, one.n) for one in held.tallies.all()} == {(q.code, 3, 1) for q in EVALUATION}
    again = client.post(url_of(held), ALL_THREE, follow=True)
    assert again.redirect_chain and "Ya diste tu opinión" in again.text
    for page in (held.get_absolute_url(), reverse("home")):
        assert url_of(held) not in client.get(page).text
    assert not rate(session=held, by=cast.tania.user, values={"useful": 1})
    assert set(held.tallies.values_list("n", flat=True)) == {1}


@pytest.mark.parametrize("sent", [{}, {"useful": "3"}, {**ALL_THREE, "heard": "5"}, {**ALL_THREE, "clear": "x"}])
def test_what_lacks_an_answer_is_not_stored(client, cast, held, sent):
    client.force_login(cast.tania.user)
    page = client.post(url_of(held), sent)
    assert page.status_code == 200 and page.context["form"].errors
    assert not RatingTally.objects.exists() and not Attendance.objects.filter(has_rated=True).exists()


@pytest.mark.parametrize("who", ["ana", "berta", "diana", "petra"])
def test_who_did_not_come_does_not_answer(client, cast, held, who):
    user = getattr(cast, who)
    client.force_login(user.user if who == "petra" else user)
    refused = client.post(url_of(held), ALL_THREE)
    assert refused.status_code == 403 and "La opinión la da quien asistió" in refused.text


@pytest.mark.parametrize(("ago", "answer"), [(RATED_FOR, 200), (RATED_FOR + timedelta(days=1), 403)])
def test_until_a_week_after_the_session(client, cast, held, ago, answer):
    held.held_on = cast.today - ago
    held.save()
    client.force_login(cast.tania.user)
    assert client.get(url_of(held)).status_code == answer


def test_nor_before_it_was_held(client, cast):
    session = meeting(cast, people=[cast.tania])
    client.force_login(cast.tania.user)
    assert client.get(url_of(session)).status_code == 403


def test_a_collegiate_meeting_asks_for_the_five_c(client, cast, held):
    held.kind = "rtc"
    held.save()
    client.force_login(cast.tania.user)
    assert list(client.get(url_of(held)).context["form"].fields) == [one.code for one in [*FIVE_C, *EVALUATION]]


def test_nothing_is_told_while_somebody_can_still_answer(client, cast, held):
    rated_by(held, 5)
    assert (ratings_of(held).answers, ratings_of(held).is_open, ratings_of(held).rows) == (5, True, ())
    client.force_login(cast.ana)
    assert "Respondieron 5 personas hasta ahora" in client.get(held.get_absolute_url()).text


def test_once_nobody_is_missing_the_sums_are_told(client, cast, held):
    rated_by(held, 4)
    rate(session=held, by=cast.tania.user, values={one.code: 2 for one in EVALUATION})
    assert [row.counts for row in ratings_of(held).rows] == [[0, 1, 0, 4]] * 3
    client.force_login(cast.ana)
    page = client.get(held.get_absolute_url()).text
    assert "5 personas respondieron" in page and "4 mucho · 1 poco" in page


def test_of_fewer_than_five_nothing_is_ever_told(client, cast, held):
    rated_by(held, 4)
    held.held_on = cast.today - RATED_FOR - timedelta(days=1)
    held.save()
    assert (ratings_of(held).is_open, ratings_of(held).rows) == (False, ())
    client.force_login(cast.ana)
    assert "Respondieron menos de 5 personas" in client.get(held.get_absolute_url()).text


def test_no_answer_leads_to_a_person(client, cast, held):
    """Neither a key nor an instant: what an answer leaves behind are sums, and that she has answered."""
    kept = RatingTally._meta.get_fields()
    assert {field.name for field in kept if field.is_relation} == {"session"}
    assert not any(isinstance(field, models.DateField | models.TimeField) for field in kept)
    client.force_login(cast.tania.user)
    client.get(url_of(held))
    before = {model: model.objects.count() for model in apps.get_models()}
    client.post(url_of(held), ALL_THREE)
    grown = {model for model in apps.get_models() if model.objects.count() != before[model]}
    assert grown == {RatingTally}


def test_a_year_asks_its_own_and_what_was_answered_stays_under_its_words(client, cast, held):
    gia = kind_of(cast.campaign, "gia")
    own = ["Sé qué haré distinto el lunes.", "Se respetó mi lengua."]
    change_kind(campaign=cast.campaign, code="gia", data=replace(gia.data, evaluation=own))
    client.force_login(cast.tania.user)
    assert [str(field.label) for field in client.get(url_of(held)).context["form"]] == own
    client.post(url_of(held), {one.code: "3" for one in map(own_question, own)})
    change_kind(campaign=cast.campaign, code="gia", data=replace(gia.data, evaluation=["Otra."]))
    held.refresh_from_db()
    assert [one.statement for one in questions_of(held)] == own and held.tallies.count() == 2

"""Conformity is a conversation: agreed, agreed with observations, not agreed; said, answered, told on both homes."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from visits.closing.answering import LATELY, answer_conformity
from visits.closing.confirmations import acknowledge_visit, close_and_confirm, still_matches
from visits.models import Comment, Confirmation, Visit
from visits.tests.record.payload import payload

DRAWING = json.dumps([[[n * 10, 500] for n in range(20)], [[100, 100], [900, 900]]])
WORDS = "El nivel de respeto no es lo que pasó ese día."
ANSWER = "Lo conversamos el lunes y miro otra vez mis notas."


@pytest.fixture
def closed(cast):
    visit = cast.closed_visit(status=Visit.Status.IN_PROGRESS, closed_at=None)
    close_and_confirm(visit=visit, by=cast.ana, own_drawing=[], accompanied=None)
    return visit


@pytest.fixture
def say(client, cast, closed):
    def say(verdict, remark=WORDS):
        client.force_login(cast.tania.user)
        url = reverse("visits:acknowledge", args=[closed.pk])
        page = client.post(url, {"verdict": verdict, "remark": remark}, follow=True)
        closed.refresh_from_db()
        return page

    return say


def hers(visit):
    return visit.confirmations.get(side="accompanied")


@pytest.mark.parametrize(
    ("verdict", "status", "conformity"),
    [("agrees", "acknowledged", ""), ("observes", "acknowledged", "observes"), ("disagrees", "closed", "disagrees")],
)
def test_what_she_says_stands_beside_her_signature(client, cast, closed, say, verdict, status, conformity):
    say(verdict)
    assert (closed.status, closed.conformity) == (status, conformity)
    assert (hers(closed).verdict, hers(closed).remark) == (verdict, WORDS)
    assert not Comment.objects.exists()
    client.force_login(cast.berta)
    page = client.get(closed.get_absolute_url()).content.decode()
    assert WORDS in page and "Falta la conformidad" not in page


def test_old_confirmations_count_as_agreed(closed):
    old = Confirmation.objects.create(
        visit=closed, side="accompanied", means="drawn", name="Tania", document_number="1", revision=1, sha256="x"
    )
    old.refresh_from_db()
    assert (old.verdict, old.has_reservation, old.is_to_answer) == ("agrees", False, False)


@pytest.mark.parametrize("sent", [{}, {"verdict": "observes"}, {"verdict": "disagrees", "remark": "  "}])
def test_who_does_not_choose_or_say_why_is_asked_and_nothing_is_signed(client, cast, closed, sent):
    client.force_login(cast.tania.user)
    page = client.post(reverse("visits:acknowledge", args=[closed.pk]), sent).content.decode()
    assert "Elige una respuesta." in page or "Escribe qué observas" in page
    assert not closed.confirmations.filter(side="accompanied").exists()


def test_the_same_click_twice_is_once_and_another_answer_later_changes_nothing(cast, closed, say):
    say("disagrees")
    say("disagrees")
    say("agrees", "Lo pensé mejor")
    assert (closed.status, hers(closed).verdict) == ("closed", "disagrees")
    assert [one.text for one in Comment.objects.all()] == ["Lo pensé mejor"], "what comes too late is kept as a message"


def test_on_the_companions_device_too(client, cast, closed):
    client.force_login(cast.ana)
    said = {"means": "drawn", "drawing": DRAWING, "verdict": "disagrees", "remark": WORDS}
    url = reverse("visits:sign", args=[closed.pk])
    assert "no está conforme" in client.post(url, said, follow=True).content.decode()
    closed.refresh_from_db()
    assert (closed.conformity, hers(closed).remark) == ("disagrees", WORDS)
    assert client.get(url).status_code == 302, "she has said it"


def test_both_homes_tell_it_until_it_is_answered(client, cast, closed, say):
    say("disagrees")
    home = reverse("home")
    client.force_login(cast.ana)
    [item] = client.get(home).context["agenda"]
    assert (item.said, item.url) == ("no conforme", reverse("visits:answer", args=[closed.pk]))
    assert client.get(home).context["unacknowledged"] == 0
    client.force_login(cast.tania.user)
    page = client.get(home)
    assert not page.context["waiting"].to_acknowledge
    assert "espera la respuesta de Ana Quispe" in page.content.decode()
    answer_conformity(visit=closed, by=cast.ana, answer=ANSWER)
    assert "Ana Quispe te respondió" in client.get(home).content.decode()
    client.force_login(cast.ana)
    assert not client.get(home).context["agenda"]


def test_an_observation_is_told_for_some_days(client, cast, closed, say):
    say("observes")
    client.force_login(cast.ana)
    assert [item.said for item in client.get(reverse("home")).context["agenda"]] == ["conforme con observaciones"]
    Visit.objects.filter(pk=closed.pk).update(acknowledged_at=timezone.now() - LATELY - timedelta(hours=1))
    assert not client.get(reverse("home")).context["agenda"]


def test_the_companion_answers_once_and_the_visit_stays_as_it_is(client, cast, closed, say):
    say("disagrees")
    client.force_login(cast.ana)
    url = reverse("visits:answer", args=[closed.pk])
    assert WORDS in client.get(url).content.decode()
    assert client.post(url, {"answer": ANSWER}).url == closed.get_absolute_url()
    assert client.post(url, {"answer": ANSWER}).status_code == 302, "the same click twice"
    assert "Ya la respondiste" in client.post(url, {"answer": "Otra cosa"}).content.decode()
    said = hers(closed)
    assert (said.answer, said.answered_by) == (ANSWER, "Ana Quispe")
    closed.refresh_from_db()
    assert (closed.status, closed.revision) == ("closed", 1)
    assert still_matches(Visit.objects.with_record().get(pk=closed.pk), said)
    client.force_login(cast.tania.user)
    assert ANSWER in client.get(closed.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("who", "answer"), [("ana", 200), ("berta", 403), ("diana", 403), ("tania", 403), ("olga", 404), ("rita", 404)]
)
def test_only_her_companion_answers(client, cast, closed, say, who, answer):
    say("disagrees")
    client.force_login(cast.tania.user if who == "tania" else getattr(cast, who))
    assert client.get(reverse("visits:answer", args=[closed.pk])).status_code == answer


def test_a_correction_asks_again(client, cast, closed, say):
    say("disagrees")
    client.force_login(cast.ana)
    data = payload(cast.assignment, cast.version, visit=closed, day=closed.visited_on, reason="Tenía razón")
    client.post(reverse("visits:correct", args=[closed.pk]), data)
    closed.refresh_from_db()
    assert (closed.status, closed.conformity) == ("closed", "")
    with pytest.raises(ValidationError):
        answer_conformity(visit=closed, by=cast.ana, answer=ANSWER)
    assert acknowledge_visit(visit=closed, by=cast.tania.user)
    closed.refresh_from_db()
    assert closed.status == Visit.Status.ACKNOWLEDGED


def test_lists_tell_those_not_agreed_from_those_that_wait(client, cast, closed, say):
    say("disagrees")
    waits = cast.closed_visit()
    client.force_login(cast.ana)

    def listed(status):
        return [visit.pk for visit in client.get(reverse("visits:list"), {"status": status}).context["page"]]

    assert (listed("waiting"), listed("disagreed")) == ([waits.pk], [closed.pk])

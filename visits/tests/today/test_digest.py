"""The daily letter: what waits for a person, once a day, and only for whoever wants it."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accompaniment.letters.sending import send_due
from accompaniment.letters.services import post
from accompaniment.models import Letter, User
from visits.models import Comment, Question, Visit
from visits.today.digest import post_digests


@pytest.fixture
def ana(cast):
    cast.ana.email = "ana@example.pe"
    cast.ana.save()
    return cast.ana


@pytest.fixture
def tania(cast):
    cast.tania.user.email = "tania@example.pe"
    cast.tania.user.save()
    return cast.tania


def send_digests(day=None):
    """Post and send the e-mails of a day, whatever the time is now."""
    soon = timezone.now() + timedelta(hours=1)
    people = User.objects.filter(is_active=True, email__isnull=False)
    about = (day or timezone.localdate()).isoformat()
    post(Letter(kind="digest", user=user, about=about, good_until=soon) for user in people)
    return send_due()


def letters():
    return {letter.to[0]: letter for letter in mail.outbox}


def test_the_companion_gets_her_day(cast, ana):
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today, planned_on=cast.today)
    cast.visit(number=2, status=Visit.Status.PLANNED, visited_on=cast.today - timedelta(days=3))
    cast.visit(number=3)
    assert send_digests() == 1
    letter = letters()["ana@example.pe"]
    assert letter.subject == "Tu día en Acompaña"
    assert str(cast.jardin) in letter.body
    assert "1 visita programada que ya pasó" in letter.body
    assert "1 visita sin terminar" in letter.body
    assert reverse("reminders") in letter.body


def test_it_names_nobody_but_the_place(cast, ana):
    cast.visit(status=Visit.Status.PLANNED, visited_on=cast.today)
    send_digests()
    letter = letters()["ana@example.pe"]
    for name in (cast.tania.first_names, cast.tania.last_names, cast.tania.document_number):
        assert name not in letter.subject + letter.body


def test_the_accompanied_person_is_asked_for_what_waits_for_her(cast, tania):
    visit = cast.closed_visit()
    Question.objects.create(visit=visit, text="¿Qué harías distinto?")
    Comment.objects.create(visit=visit, author=cast.ana, text="Gracias por tu tiempo")
    assert send_digests() == 1
    body = letters()["tania@example.pe"].body
    for said in ("1 visita espera tu conformidad", "te dejó preguntas", "Te escribieron en 1 visita"):
        assert said in body


def test_nothing_to_say_is_no_letter(cast, ana, tania):
    assert send_digests() == 0
    assert not mail.outbox


def test_nobody_gets_it_twice_a_day(cast, ana):
    cast.visit()
    assert [send_digests(), send_digests()] == [1, 0]


def test_the_same_is_not_told_again_the_next_day(cast, ana):
    visit = cast.visit()
    tomorrow, after, in_a_week = (cast.today + timedelta(days=n) for n in (1, 2, 8))
    assert [send_digests(), send_digests(tomorrow)] == [1, 0]
    cast.visit(number=2)
    assert send_digests(after) == 1
    visit.delete()
    assert send_digests(after + timedelta(days=1)) == 1
    assert send_digests(in_a_week + timedelta(days=7)) == 1


@pytest.mark.parametrize(
    ("when", "posted"),
    [("2026-03-02 06:30", 1), ("2026-03-02 11:59", 1), ("2026-03-02 12:00", 0), ("2026-03-01 06:30", 0)],
)
def test_it_is_posted_until_noon_and_on_no_sunday(db, when, posted):
    User.objects.create_user("80000001", "rosa@example.pe")
    now = timezone.make_aware(datetime.fromisoformat(when))
    for _again in range(2):
        post_digests(now=now)
    assert Letter.objects.filter(kind="digest").count() == posted
    assert all(letter.good_until.hour == 17 for letter in Letter.objects.all())  # noon in Lima


def test_it_says_where_to_switch_it_off(cast, ana, settings):
    cast.visit()
    send_digests()
    headers = letters()["ana@example.pe"].extra_headers
    assert headers["List-Unsubscribe"] == f"<{settings.SITE_URL}{reverse('reminders')}>"
    assert headers["Auto-Submitted"] == "auto-generated"


def test_one_switch_mutes_it(cast, ana, client):
    cast.visit()
    client.force_login(ana)
    page = client.post(reverse("reminders"), {"digest": "off"}, follow=True)
    assert "apagado" in page.content.decode()
    assert send_digests() == 0
    client.post(reverse("reminders"), {"digest": "on"})
    assert send_digests(cast.today + timedelta(days=1)) == 1


def test_without_an_address_the_page_says_only_that(cast, client):
    client.force_login(cast.ana)
    page = client.get(reverse("reminders")).content.decode()
    assert "Tu cuenta no tiene correo" in page
    assert "encendido" not in page


def test_whoever_left_gets_none(cast, ana):
    cast.visit()
    ana.is_active = False
    ana.save()
    assert send_digests() == 0


def test_a_mail_server_that_is_away_loses_no_letter(cast, ana):
    cast.visit()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=9):
        assert send_digests() == 0
    Letter.objects.update(due_at=timezone.now())
    assert send_due() == 1


def test_the_first_page_tells_the_companion_who_wrote(cast, ana, client):
    visit = cast.closed_visit()
    Comment.objects.create(visit=visit, author=cast.tania.user, text="Lo intenté ayer")
    client.force_login(ana)
    page = client.get(reverse("home")).content.decode()
    assert "1 mensaje sin leer" in page
    client.get(visit.get_absolute_url())
    assert "sin leer" not in client.get(reverse("home")).content.decode()


def test_her_own_page_tells_her_what_waits(cast, tania, client):
    visit = cast.closed_visit()
    Question.objects.create(visit=visit, text="¿Qué harías distinto?")
    client.force_login(tania.user)
    page = client.get(tania.get_absolute_url()).content.decode()
    assert "dar tu conformidad" in page
    assert "Responder las preguntas" in page


def test_it_is_on_the_timetable_of_the_worker(settings):
    from accompaniment.celery import app

    app.loader.import_default_modules()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["task"] in app.tasks

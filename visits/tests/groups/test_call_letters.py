"""The e-mails of a session: who is called is told once, and again when its day, hour or place is another one."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from accompaniment.letters.sending import send_due
from accompaniment.models import Letter, User
from visits.groups.services import cancel_session, change_session, invite, take_off
from visits.tests.groups.meetings import meeting
from visits.tests.groups.test_calendar_file import Phone, data_of
from visits.tests.today.test_digest import send_digests


@pytest.fixture
def session(cast):
    User.objects.filter(pk=cast.tania.user_id).update(email="tania@example.pe")
    return meeting(cast, held_on=cast.today + timedelta(days=3), purpose="Que pregunten más")


def calendar_of(letter):
    parts = message_from_bytes(letter.message().as_bytes()).walk()
    [part] = [part for part in parts if part.get_content_type() == "text/calendar"]
    assert part.get_filename() == "reunion.ics"
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == str(calendar["method"])
    return calendar


def test_who_is_invited_is_written_to_once(cast, session):
    invite(session=session, teachers=[cast.tania, cast.petra])
    invite(session=session, teachers=[cast.tania])
    assert send_due() == 1, "Petra has no address"
    [letter] = mail.outbox
    assert letter.to == ["tania@example.pe"] and letter.subject == "Te convocan a una reunión: GIA"
    for said in (session.title, "15:00–18:00", "Auditorio", "Que pregunten más", session.get_absolute_url()):
        assert said in letter.body
    assert reverse("reminders") in letter.body and cast.tania.last_names not in letter.subject
    calendar = calendar_of(letter)
    assert str(calendar["method"]) == "REQUEST"
    [event] = calendar.walk("VEVENT")
    assert event["attendee"] == "mailto:tania@example.pe" and str(event["organizer"]).startswith("mailto:")


def test_one_event_in_her_calendar_follows_what_she_is_told(cast, session):
    phone = Phone()
    invite(session=session, teachers=[cast.tania])
    send_due()
    change_session(session=session, data=data_of(session, place="Salón comunal"))
    send_due()
    cancel_session(session=session, cancel_reason="Huaico en la carretera")
    send_due()
    assert [letter.subject for letter in mail.outbox] == [
        "Te convocan a una reunión: GIA",
        "Cambió una reunión: GIA",
        "Se canceló una reunión: GIA",
    ]
    for letter, place in zip(mail.outbox[:2], ("Auditorio", "Salón comunal"), strict=True):
        phone.imports(calendar_of(letter).to_ical())
        assert phone.event["location"] == place
    last = calendar_of(mail.outbox[2])
    assert str(last["method"]) == "CANCEL" and "Huaico en la carretera" in mail.outbox[2].body
    phone.imports(last.to_ical())
    assert phone.event["status"] == "CANCELLED"


def test_what_changed_before_it_went_is_told_as_it_is_now(cast, session):
    invite(session=session, teachers=[cast.tania])
    change_session(session=session, data=data_of(session, place="Salón comunal"))
    assert send_due() == 1
    [letter] = mail.outbox
    assert letter.subject == "Te convocan a una reunión: GIA" and "Salón comunal" in letter.body


def test_another_theme_is_no_news(cast, session):
    invite(session=session, teachers=[cast.tania])
    send_due()
    change_session(session=session, data=data_of(session, title="Otro tema"))
    assert send_due() == 0


def test_who_wants_no_mails_gets_none_and_the_page_says_so(client, cast, session):
    User.objects.filter(pk=cast.tania.user_id).update(wants_digest=False)
    invite(session=session, teachers=[cast.tania, cast.petra])
    assert send_due() == 0
    client.force_login(cast.ana)
    page = client.get(session.get_absolute_url())
    assert (page.context["call"].reached, page.context["call"].unreached) == (0, 2)
    assert "avísales tú" in page.text and page.text.count("· sin correo") == 2


@pytest.mark.parametrize("since", ["muted", "taken off", "address lost", "began"])
def test_nothing_is_sent_that_is_no_longer_so(cast, session, since):
    invite(session=session, teachers=[cast.tania])
    if since == "muted":
        User.objects.filter(pk=cast.tania.user_id).update(wants_digest=False)
    elif since == "taken off":
        take_off(attendance=session.attendances.get())
    elif since == "address lost":
        User.objects.filter(pk=cast.tania.user_id).update(email=None)
    else:
        type(session).objects.filter(pk=session.pk).update(held_on=cast.today - timedelta(days=1))
    assert send_due() == 0 and not mail.outbox
    assert Letter.objects.get().status == Letter.Status.NEEDLESS


def test_who_came_unannounced_is_not_written_to(cast):
    User.objects.filter(pk=cast.tania.user_id).update(email="tania@example.pe")
    session = meeting(cast, held_on=cast.today - timedelta(days=1))
    invite(session=session, teachers=[cast.tania])
    cancel_session(session=session, cancel_reason="No se realizó")
    assert not Letter.objects.exists()


def test_the_day_before_it_stands_in_the_mail_of_the_morning(cast, session):
    for user, address in ((cast.tania.user, "tania@example.pe"), (cast.ana, "ana@example.pe")):
        User.objects.filter(pk=user.pk).update(email=address)
    invite(session=session, teachers=[cast.tania])
    Letter.objects.all().delete()
    type(session).objects.filter(pk=session.pk).update(held_on=cast.today + timedelta(days=1))
    assert send_digests() == 2
    for letter in mail.outbox:
        assert "Reuniones que vienen" in letter.body and session.title in letter.body
    mail.outbox.clear()
    session.attendances.update(answer="cannot", answer_reason="Viaje")
    Letter.objects.all().delete()
    send_digests()
    assert all("Reuniones que vienen" not in letter.body for letter in mail.outbox if letter.to == ["tania@example.pe"])

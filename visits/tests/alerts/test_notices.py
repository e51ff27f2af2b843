"""The e-mails about an alert: at once, once, and without a word of what happened."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings
from django.utils import timezone

from accompaniment.letters.sending import send_due
from accompaniment.models import Letter
from visits.alerts.notices import post_notices
from visits.models import AlertNotice
from visits.tests.today.test_digest import send_digests

from .said import raised

BROKEN = override_settings(EMAIL_BACKEND="visits.tests.alerts.test_notices.Broken")


class Broken(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise OSError("no answer")


def send_notices():
    """What a worker does on its timetable."""
    post_notices()
    return send_due()


@pytest.fixture
def told(cast):
    for name in ("berta", "diana"):
        user = getattr(cast, name)
        user.email = f"{name}@example.pe"
        user.save()
    return cast


def test_each_is_written_to_once_and_learns_only_where_to_read(told):
    alert = raised(told)
    assert send_notices() == 2
    assert send_notices() == 0
    assert {letter.to[0] for letter in mail.outbox} == {"berta@example.pe", "diana@example.pe"}
    for letter in mail.outbox:
        text = letter.subject + letter.body
        assert alert.get_absolute_url() in letter.body
        for content in ("oreja", "Tania", "Cóndores", "castigo", "marca", "niña"):
            assert content not in text


def test_what_the_mail_server_refuses_goes_the_next_time(told):
    raised(told)
    with BROKEN:
        assert send_notices() == 0
    assert not AlertNotice.objects.exclude(sent_at=None).exists()
    Letter.objects.update(due_at=timezone.now())
    assert send_notices() == 2
    assert not AlertNotice.objects.filter(sent_at=None).exists()


def test_whoever_has_no_email_finds_it_on_her_page(cast, client):
    alert = raised(cast)
    assert send_notices() == 0
    client.force_login(cast.ana)
    assert "no tiene correo, avísale de palabra" in client.get(alert.get_absolute_url()).text


def test_it_goes_out_when_the_alert_is_kept(told, django_capture_on_commit_callbacks, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    with django_capture_on_commit_callbacks(execute=True):
        raised(told)
    assert len(mail.outbox) == 2


def test_it_is_in_the_digest_every_day_until_it_is_answered_even_of_whom_muted_the_rest(told):
    told.diana.wants_digest = False
    told.diana.save()
    alert = raised(told)
    send_notices()
    mail.outbox.clear()
    assert [send_digests(told.today + timedelta(days=n)) for n in range(3)] == [2, 2, 2]
    assert all("1 marca espera que digas qué se hizo" in letter.body for letter in mail.outbox)
    alert.steps.update(unneeded_because="Se vio")
    assert send_digests(day=told.today.replace(year=told.today.year + 1)) == 0

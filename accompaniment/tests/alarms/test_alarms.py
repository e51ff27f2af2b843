"""Unusual reading, many failures and what is out of order for long are told to the administrators, once a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accompaniment.alarms import services
from accompaniment.audit.models.access_log import hour_of
from accompaniment.health.findings import Finding
from accompaniment.letters.sending import send_due
from accompaniment.models import AccessLogEntry, Letter, SignInFailure
from accompaniment.tasks import raise_alarms


@pytest.fixture(autouse=True)
def bounds(db, settings, monkeypatch):
    cache.clear()
    settings.RECORDS_A_DAY, settings.FAILED_ENTRIES_A_DAY = 10, 5
    monkeypatch.setattr(services, "findings", list)


@pytest.fixture
def alma(cast):
    for who in ("alma", "ana", "berta"):
        account = getattr(cast, who)
        account.email = f"{who}@example.pe"
        account.save()
    return cast.alma


def opens(by, people, *, days_ago=0, **also):
    """`by` opened the records of so many people that day."""
    at = timezone.now() - timedelta(days=days_ago)
    entry = {"by": by, "what": "person", "at": at, "hour": hour_of(at), "role": "companion"}
    keys = [uuid4() for _n in range(people)]
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(**{**entry, **also}, teacher_id=key, object_id=str(key)) for key in keys
    )


def told():
    raise_alarms()
    send_due()
    sent = {letter.to[0]: letter.body for letter in mail.outbox}
    mail.outbox.clear()
    return sent


def test_an_account_that_opened_far_more_than_it_does_is_told_to_both(cast, alma):
    opens(cast.ana, 4, days_ago=3)
    opens(cast.ana, 11)
    letters = told()
    assert letters.keys() == {"alma@example.pe", "ana@example.pe"}
    assert reverse("unusual_reading") in letters["alma@example.pe"]
    assert "cambia hoy tu clave" in letters["ana@example.pe"]
    assert not any(word in text for text in letters.values() for word in ("Quispe", cast.ana.username))
    assert told() == {}, "once a day"


@pytest.mark.parametrize(
    ("today", "before", "also"),
    [(10, 0, {}), (20, 10, {}), (30, 0, {"role": "accompanied"})],
    ids=["no more than the bound", "as on other days", "her own record"],
)
def test_nobody_is_told_of_work(cast, alma, today, before, also):
    opens(cast.ana, before, days_ago=2)
    opens(cast.ana, today, **also)
    assert told() == {}


def test_the_same_record_many_times_is_one(cast, alma):
    at = timezone.now()
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(by=cast.ana, what="visit", at=at, hour=hour_of(at), teacher=cast.tania, object_id=str(n))
        for n in range(30)
    )
    assert told() == {}


def test_a_day_that_stood_out_is_no_measure_for_the_next(client, cast, alma):
    opens(cast.ana, 40, days_ago=1)
    opens(cast.ana, 12)
    assert told().keys() == {"alma@example.pe", "ana@example.pe"}
    client.force_login(alma)
    page = client.get(reverse("unusual_reading")).content.decode()
    assert "Ana Quispe" in page and "40 personas" in page and "12 personas" in page


def test_the_page_says_when_there_is_none_and_is_led_to(client, alma):
    client.force_login(alma)
    assert "Nadie abrió muchos más" in client.get(reverse("unusual_reading")).content.decode()
    assert reverse("unusual_reading") in client.get(reverse("system_state")).content.decode()


def test_many_failures_of_entering_are_told(alma):
    SignInFailure.objects.bulk_create(SignInFailure(place_hash="x") for _n in range(5))
    assert told() == {}
    SignInFailure.objects.create(place_hash="x")
    letters = told()
    assert letters.keys() == {"alma@example.pe"} and "intentos fallidos" in letters["alma@example.pe"]


def test_what_is_out_of_order_for_long_is_told_and_a_restart_is_not(alma, monkeypatch, time_machine):
    disk = [Finding("disk", False, "Queda poco espacio.")]
    monkeypatch.setattr(services, "findings", lambda: disk)
    now = timezone.now()
    for minutes, bad in ((0, True), (10, False), (19, True), (29, True)):
        disk[0] = Finding("disk", not bad, "")
        time_machine.move_to(now + timedelta(minutes=minutes))
        assert told() == {}
    time_machine.move_to(now + timedelta(minutes=40))
    assert "no funciona hace más de veinte minutos" in told()["alma@example.pe"]


def test_without_an_address_nobody_is_written_to(cast):
    opens(cast.ana, 11)
    assert told() == {} and not Letter.objects.exists()


def test_files_of_people_are_few_in_an_hour(client, cast, settings, time_machine):
    settings.EXPORTS_AN_HOUR = 2
    client.force_login(cast.berta)
    for _time in range(2):
        assert client.get(reverse("people_export")).status_code == 200
    page = client.get(reverse("people_export"))
    assert page.status_code == 403 and "Espera un rato" in page.content.decode()
    assert AccessLogEntry.objects.filter(what="export").count() == 2
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    assert client.get(reverse("people_export")).status_code == 200

"""The calendar file: valid, stable, without names, behind an address that can be ended."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from visits.models import CalendarFeed, Visit
from visits.plan.moves import reschedule_visit
from visits.plan.services import renew_feed


@pytest.fixture
def companion(cast):
    return cast.assignment.companion


@pytest.fixture
def url(companion):
    return reverse("visits:feed", args=[renew_feed(companion=companion)])


def events(answer):
    return {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def visit(cast):
    return cast.visit(
        status=Visit.Status.PLANNED, visited_on=cast.today + timedelta(days=4), starts_at=None, ends_at=None
    )


def test_it_says_number_place_and_day_and_nobodys_name(client, cast, url, visit):
    answer = client.get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    event = events(answer)[f"{visit.pk}@acompana"]
    assert str(event["summary"]) == "Visita 1 · Jardín Los Cóndores"
    assert event.start == visit.visited_on
    assert event["status"] == "CONFIRMED"
    text = answer.content.decode()
    for name in ("Tania", "Flores", "Ana", "Quispe", "41000001", "40000000"):
        assert name not in text


def test_it_is_the_file_that_rfc_5545_asks_for(client, url, visit):
    content = client.get(url).content
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in lines)
    calendar = Calendar.from_ical(content)
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert "prodid" in calendar
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event)
        assert not event.errors


def test_hours_are_limas(client, cast, url, visit):
    Visit.objects.filter(pk=visit.pk).update(starts_at=time(9), ends_at=time(11, 30))
    event = events(client.get(url))[f"{visit.pk}@acompana"]
    assert event["dtstart"].params["TZID"] == "America/Lima"
    assert event.start.utcoffset() == timedelta(hours=-5)
    assert event.end - event.start == timedelta(hours=2, minutes=30)


def test_a_moved_visit_is_the_same_event_and_a_cancelled_one_says_so(client, cast, url, visit):
    before = events(client.get(url))[f"{visit.pk}@acompana"]
    reschedule_visit(visit=visit, to_day=visit.visited_on + timedelta(days=14), cause="weather", by=cast.ana)
    moved = events(client.get(url))[f"{visit.pk}@acompana"]
    assert moved.start == before.start + timedelta(days=14)
    assert moved["sequence"] >= before["sequence"] and moved["last-modified"].dt >= before["last-modified"].dt
    Visit.objects.filter(pk=visit.pk).update(status="cancelled")
    assert events(client.get(url))[f"{visit.pk}@acompana"]["status"] == "CANCELLED"


def test_only_hers_and_not_what_is_long_past(client, cast, url, visit):
    old = cast.visit(visited_on=cast.today - timedelta(days=91))
    others = cast.visit(companion=cast.olga.companions.get())
    assert set(events(client.get(url))) == {f"{visit.pk}@acompana"}
    assert {old.pk, others.pk}.isdisjoint(events(client.get(url)))


def test_an_unchanged_calendar_is_not_sent_again(client, url, visit):
    first = client.get(url)
    again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age" in first["Cache-Control"] and not first.cookies


def test_a_head_and_a_post(client, url, visit):
    assert client.head(url).status_code == 200
    assert client.post(url).status_code == 405


def test_only_its_hash_is_kept_and_a_new_address_ends_the_former(client, companion, url):
    token = url.rsplit("/", 1)[-1].removesuffix(".ics")
    assert token not in str(CalendarFeed.objects.values().get())
    renewed = reverse("visits:feed", args=[renew_feed(companion=companion)])
    assert (client.get(url).status_code, client.get(renewed).status_code) == (404, 200)


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00"])
def test_a_guessed_address_is_nothing(client, url, token):
    assert client.get(f"/visits/calendar/{token}.ics").status_code == 404


def test_it_ends_with_the_companions_work_and_with_her_account(client, cast, companion, url):
    cast.ana.is_active = False
    cast.ana.save()
    assert client.get(url).status_code == 404
    cast.ana.is_active = True
    cast.ana.save()
    companion.ends_on = cast.today - timedelta(days=1)
    companion.save()
    assert client.get(url).status_code == 404


def test_she_makes_changes_and_ends_her_address(client, cast, companion, visit):
    client.force_login(cast.ana)
    page = reverse("visits:calendar_address", args=[companion.pk])
    assert "Todavía no tienes" in client.get(page).content.decode()
    shown = client.post(page)
    assert "no-store" in shown["Cache-Control"]
    address = shown.context["address"]
    assert address.startswith("http://testserver/visits/calendar/")
    again = client.get(page).content.decode()
    assert address not in again and "la de ahora deja de servir al momento" in again
    client.logout()
    assert client.get(address).status_code == 200
    client.force_login(cast.ana)
    client.post(page, {"revoke": "1"})
    assert client.get(address).status_code == 404

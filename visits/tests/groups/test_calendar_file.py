"""A session in people's own calendars: one event, which changes and is cancelled with it."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from visits.groups.calls.ics import session_file
from visits.groups.services import SessionData, cancel_session, change_session
from visits.models import GroupSession
from visits.tests.groups.meetings import meeting

texts = st.text(max_size=200).map(lambda text: "".join(c for c in text if c.isprintable() or c in '\n;,\\"'))


class Phone:
    """A calendar that imports files as RFC 5546 asks: by UID, the higher SEQUENCE over the lower."""

    def __init__(self):
        self.events = {}

    def imports(self, content):
        for event in Calendar.from_ical(content).walk("VEVENT"):
            held = self.events.get(str(event["uid"]))
            if held is None or event["sequence"] >= held["sequence"]:
                self.events[str(event["uid"])] = event

    @property
    def event(self):
        [event] = self.events.values()
        return event


def data_of(session, **changed):
    names = ("kind", "title", "held_on", "starts_at", "ends_at", "place", "link", "purpose", "criterion", "facilitator")
    return SessionData(**{**{name: getattr(session, name) for name in names}, **changed})


def test_imported_twice_it_is_one_event_that_follows_the_session(client, cast):
    session = meeting(cast, people=[cast.tania], held_on=cast.today + timedelta(days=3))
    url = reverse("visits:session_calendar", args=[session.pk])
    client.force_login(cast.tania.user)
    phone = Phone()
    first = client.get(url)
    assert first["Content-Type"] == "text/calendar; charset=utf-8" and ".ics" in first["Content-Disposition"]
    phone.imports(first.content)
    phone.imports(client.get(url).content)
    began = phone.event["dtstart"].dt
    assert (began.date(), began.time(), began.utcoffset()) == (session.held_on, time(15), timedelta(hours=-5))
    assert phone.event["location"] == "Auditorio" and phone.event["status"] == "CONFIRMED"
    change_session(session=session, data=data_of(session, held_on=cast.today + timedelta(days=4), place="Salón"))
    phone.imports(client.get(url).content)
    assert phone.event["dtstart"].dt.date() == cast.today + timedelta(days=4) and phone.event["location"] == "Salón"
    cancel_session(session=session, cancel_reason="Huaico")
    phone.imports(client.get(url).content)
    assert phone.event["status"] == "CANCELLED"
    phone.imports(first.content)
    assert phone.event["status"] == "CANCELLED", "an older file changes nothing"


def test_it_names_no_participant(cast):
    session = meeting(cast, people=[cast.tania, cast.petra])
    content = session_file(session).decode()
    for name in (cast.tania.last_names, cast.petra.last_names, "ATTENDEE", "ORGANIZER"):
        assert name not in content


def test_without_hours_it_takes_its_day(cast):
    session = meeting(cast, starts_at=None, ends_at=None)
    [event] = Calendar.from_ical(session_file(session)).walk("VEVENT")
    assert event["dtstart"].dt == session.held_on and event["transp"] == "TRANSPARENT"


@pytest.mark.parametrize(("who", "code"), [("ana", 200), ("berta", 200), ("diana", 200), ("carla", 404), ("olga", 404)])
def test_who_reads_the_session_gets_its_file(client, cast, who, code):
    session = meeting(cast, people=[cast.tania])
    client.force_login(getattr(cast, who))
    assert client.get(reverse("visits:session_calendar", args=[session.pk])).status_code == code


@given(title=texts, purpose=texts, place=texts)
def test_whatever_is_written_comes_out_as_it_was_in_lines_of_75_bytes(title, purpose, place):
    about = {"title": title, "purpose": purpose, "place": place, "link": "", "to_bring": ""}
    session = GroupSession(id=uuid.UUID(int=1), kind="gia", held_on=date(2026, 5, 4), **about)
    content = session_file(session)
    assert content.endswith(b"\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75 and b"\n" not in line and b"\r" not in line
        line.decode()  # no letter is cut in two
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == str(session)
    if place:
        assert str(event["location"]) == place
    assert str(event["description"]).startswith(purpose)

"""A companion's visits as a calendar file (RFC 5545). Calendars send what they read to others: it names no person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from visits.record.models.visits import Visit

LIMA = ZoneInfo("America/Lima")
SINCE = timedelta(days=90)


def calendar_file(visits: Iterable[Visit]) -> bytes:
    """Return the visits as an ICS file, in Spanish: their number, place and day, and never whom they are to."""
    with translation.override("es"):
        calendar = empty_calendar(method="PUBLISH")
        calendar.add("name", _("Mis visitas"))
        calendar.add("x-wr-calname", _("Mis visitas"))
        calendar.add("x-wr-timezone", LIMA.key)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
        for visit in visits:
            calendar.add_component(_event(visit))
        return calendar.to_ical()


def empty_calendar(*, method: str) -> Calendar:
    """A calendar without events, that knows what time it is in Lima."""
    calendar = Calendar()
    calendar.add("prodid", "-//Acompaña//Calendario//ES")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_time_in_lima())
    return calendar


@cache
def _time_in_lima() -> Timezone:
    """What a calendar says of the time zone; looking its history up takes longer than writing the rest of the file."""
    return Timezone.from_tzinfo(LIMA)


def _event(visit: Visit) -> Event:
    event = Event()
    event.add("uid", f"{visit.pk}@acompana")  # the address of the site may change; this never does
    event.add("dtstamp", visit.updated_at)
    event.add("last-modified", visit.updated_at)
    event.add("sequence", int(visit.updated_at.timestamp()) - int(visit.created_at.timestamp()))
    event.add("summary", _("Visita %(n)s · %(place)s") % {"n": visit.number, "place": visit.institution})
    where = [visit.institution.place, visit.institution.district]
    if any(where):
        event.add("location", ", ".join(filter(None, where)))
    event.add("url", f"{settings.SITE_URL}{visit.get_absolute_url()}")
    event.add("status", "CANCELLED" if visit.status == Visit.Status.CANCELLED else "CONFIRMED")
    add_times(event, visit.visited_on, visit.starts_at, visit.ends_at)
    return event


def add_times(event: Event, day: date, starts_at: time | None, ends_at: time | None) -> None:
    """What has no hours takes its day without blocking it."""
    if starts_at and ends_at:
        event.add("dtstart", datetime.combine(day, starts_at, LIMA))
        event.add("dtend", datetime.combine(day, ends_at, LIMA))
    else:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")

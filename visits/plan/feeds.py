"""A companion's visits as a calendar file (RFC 5545). Calendars send what they read to others: it names no person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
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
        calendar = Calendar()
        calendar.add("prodid", "-//Acompaña//Calendario//ES")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        calendar.add("name", _("Mis visitas"))
        calendar.add("x-wr-calname", _("Mis visitas"))
        calendar.add("x-wr-timezone", LIMA.key)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
        calendar.add_component(Timezone.from_tzinfo(LIMA))
        for visit in visits:
            calendar.add_component(_event(visit))
        return calendar.to_ical()


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
    _add_times(event, visit)
    return event


def _add_times(event: Event, visit: Visit) -> None:
    """A visit without hours takes its day without blocking it."""
    if visit.starts_at and visit.ends_at:
        event.add("dtstart", datetime.combine(visit.visited_on, visit.starts_at, LIMA))
        event.add("dtend", datetime.combine(visit.visited_on, visit.ends_at, LIMA))
    else:
        event.add("dtstart", visit.visited_on)
        event.add("dtend", visit.visited_on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")

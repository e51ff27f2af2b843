"""A group session as a calendar file (RFC 5545): one event, whatever becomes of it. It names no participant."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Event, vCalAddress

from visits.groups.models import GroupSession
from visits.plan.feeds import add_times, empty_calendar


def session_file(session: GroupSession, *, to: str = "") -> bytes:
    """Return the file, in Spanish: one to import, or a call or its cancellation for the address `to`.

    Its UID stays, and its SEQUENCE grows with each change, so that a calendar that had it changes its event.
    """
    with translation.override("es"):
        called = "CANCEL" if session.is_cancelled else "REQUEST"
        calendar = empty_calendar(method=called if to else "PUBLISH")
        event = _event(session)
        if to:
            event.add("organizer", _site_address())
            event.add("attendee", vCalAddress(f"mailto:{to}"), parameters={"RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"})
        calendar.add_component(event)
        return calendar.to_ical()


def _site_address() -> vCalAddress:
    """Answers come by the page alone: the calendar is told of no address where somebody would wait for them."""
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["CN"] = "Acompaña"
    return address


def _event(session: GroupSession) -> Event:
    event = Event()
    event.add("uid", f"{session.pk}@acompana")  # the address of the site may change; this never does
    event.add("dtstamp", timezone.now())
    event.add("sequence", session.sequence)
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    event.add("summary", str(session))
    if where := session.place or session.link:
        event.add("location", where)
    url = f"{settings.SITE_URL}{session.get_absolute_url()}"
    event.add("url", url)
    said = [session.purpose, _("Qué traer: %(what)s") % {"what": session.to_bring} if session.to_bring else ""]
    said += [session.link, _("Responde si vas: %(url)s") % {"url": url}]
    event.add("description", "\n".join(filter(None, said)))
    add_times(event, session.held_on, session.starts_at, session.ends_at)
    return event

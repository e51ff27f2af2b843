"""What happened in a person's accompaniment, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.commitments.models import Commitment
from visits.commitments.standings import Standing
from visits.contacts.models import Contact
from visits.groups.models import Attendance
from visits.record.models.contents import Score
from visits.record.models.visits import Visit


@dataclass(frozen=True)
class Event:
    """Something that happened on a day; `lines` say what it brought."""

    day: date
    title: str
    url: str = ""
    lines: list[str] = field(default_factory=list)
    visit: Visit | None = None

    @property
    def month(self) -> date:
        return self.day.replace(day=1)


def by_month(events: Iterable[Event]) -> list[tuple[date, list[Event]]]:
    """Return the events newest first, together with the first day of their month."""
    ordered = sorted(events, key=lambda event: event.day, reverse=True)
    return [(month, list(group)) for month, group in groupby(ordered, key=lambda event: event.month)]


def visit_events(visits: Sequence[Visit], scores: Mapping[Any, Sequence[Score]]) -> list[Event]:
    """One event a visit; a closed one says which levels moved since the one before on the same instrument version."""
    events, before = [], dict[int, dict[int, Score]]()
    for visit in sorted(visits, key=lambda visit: (visit.visited_on, visit.number)):
        now = {score.criterion_id: score for score in scores.get(visit.pk, ())}
        lines = moved(before.get(visit.version_id, {}), now) if visit.is_closed else _unmade(visit)
        if now:
            before[visit.version_id] = now
        events.append(Event(visit.visited_on, _title(visit), visit.get_absolute_url(), lines, visit))
    return events


def moved(before: Mapping[int, Score], now: Mapping[int, Score]) -> list[str]:
    """Say which levels rose or fell between two visits."""
    lines = []
    for key, score in now.items():
        was = before.get(key)
        if was and was.value and score.value and was.value != score.value:
            lines.append(f"{score.criterion.short_title}: {was.short} → {score.short}")
    return lines


def contact_events(contacts: Iterable[Contact]) -> list[Event]:
    """One event a contact, with what was agreed in it; one that was annulled says so."""
    return [
        Event(
            contact.contacted_on,
            _("Contacto: %(medium)s") % {"medium": contact.get_medium_display()},
            contact.get_absolute_url(),
            [
                text
                for text in (str(contact.companion), "" if contact.is_told else contact.in_words, contact.agreed)
                if text
            ],
        )
        for contact in contacts
    ]


def group_events(attendances: Iterable[Attendance]) -> list[Event]:
    return [
        Event(attendance.session.held_on, str(attendance.session), lines=[str(attendance.get_status_display())])
        for attendance in attendances
    ]


def _title(visit: Visit) -> str:
    return _("Visita %(number)s, %(phase)s") % {"number": visit.number, "phase": visit.get_phase_display()}


def _unmade(visit: Visit) -> list[str]:
    moved = _("Cambió de día: %(why)s") % {"why": visit.moved_why} if visit.moved_why else ""
    sentences = [moved, str(visit.get_cancel_cause_display()) if visit.cancel_cause else "", visit.cancel_reason]
    return [text for text in sentences if text]


def summary(
    visits: Sequence[Visit],
    attendances: Sequence[Attendance],
    found: Sequence[Standing],
    contacts: Sequence[Contact] = (),
) -> list[str]:
    """Sum up the accompaniment in a few sentences; none before the first closed visit."""
    made = sorted((visit for visit in visits if visit.is_closed), key=lambda visit: visit.visited_on)
    if not made:
        return []
    first = date_format(made[0].visited_on, "DATE_FORMAT")
    sentences = [
        ngettext("Una visita, el %(first)s.", "%(n)d visitas desde el %(first)s.", len(made))
        % {"n": len(made), "first": first}
    ]
    told = sum(contact.is_told for contact in contacts)
    if told:
        sentences.append(
            ngettext("%(n)d contacto de seguimiento.", "%(n)d contactos de seguimiento.", told) % {"n": told}
        )
    together = sum(attendance.status == Attendance.Status.ATTENDED for attendance in attendances)
    if together:
        sentences.append(
            ngettext("Participó en %(n)d reunión.", "Participó en %(n)d reuniones.", together) % {"n": together}
        )
    statuses = [standing.status for standing in found]
    gone = statuses.count(Commitment.Status.NO_LONGER)
    if len(found) > gone:
        sentences.append(_kept_of(len(found) - gone, statuses.count(Commitment.Status.FULFILLED)))
    if gone:
        sentences.append(ngettext("%(n)d ya no corresponde.", "%(n)d ya no corresponden.", gone) % {"n": gone})
    return sentences


def _kept_of(agreed: int, kept: int) -> str:
    if agreed == 1:
        return _("Un compromiso, ya cumplido.") if kept else _("Un compromiso, todavía sin cumplir.")
    text = ngettext("De %(all)d compromisos, %(n)d cumplido.", "De %(all)d compromisos, %(n)d cumplidos.", kept)
    return text % {"all": agreed, "n": kept}

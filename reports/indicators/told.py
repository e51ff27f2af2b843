"""What a row behind a figure says of itself, whatever it is a row of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from accompaniment.models import Institution, Teacher
from visits.groups.models import Attendance
from visits.models import Commitment, Visit

READ = {
    Institution: ("network",),
    Teacher: (),
    Visit: ("teacher", "institution"),
    Commitment: ("teacher", "visit__institution", "session"),
    Attendance: ("teacher", "session"),
}


@dataclass(frozen=True)
class ToldRow:
    """What it is called, when it was, of whom and where; empty where that says nothing, and the page about it."""

    key: Any
    title: str
    day: date | None
    person: Any
    place: Any
    state: str
    url: str


def read_with(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(*READ[rows.model]) if READ[rows.model] else rows


def told_of(rows: Iterable[Any]) -> list[ToldRow]:
    found: Sequence[Any] = list(rows)
    if found:
        prefetch_related_objects(found, *READ[type(found[0])])
    return [_told(row) for row in found]


def _told(row: Any) -> ToldRow:
    match row:
        case Institution():
            return ToldRow(
                row.pk, str(row), None, None, row.network or "", row.get_area_display(), row.get_absolute_url()
            )
        case Teacher():
            return ToldRow(row.pk, str(row), None, row, "", str(row.get_kind_display()), row.get_absolute_url())
        case Visit():
            state = str(row.get_status_display())
            return ToldRow(
                row.pk, str(row.teacher), row.visited_on, row.teacher, row.institution, state, row.get_absolute_url()
            )
        case Commitment():
            origin: Any = row.visit or row.session
            place = row.visit.institution if row.visit else ""
            state = str(row.get_status_display())
            return ToldRow(row.pk, row.action, row.due_on, row.teacher, place, state, origin.get_absolute_url())
        case Attendance():
            state = str(row.get_status_display())
            title, url = row.session.title, row.session.get_absolute_url()
            return ToldRow(row.pk, title, row.session.held_on, row.teacher, "", state, url)
    raise TypeError(row)

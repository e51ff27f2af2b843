"""Sessions that belong together, as the days of a workshop: the hours of each person in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from visits.groups.models import Attendance, GroupSession

from .earning import too_short
from .hours import CAME


@dataclass(frozen=True)
class SeriesHours:
    """What a person was there of a series: to how many sessions she `came`, `minutes` of those that they `lasted`.
    `attendance` is her last place on a list.
    """

    attendance: Attendance
    came: int
    minutes: int
    lasted: int


def series_of(session: GroupSession) -> list[GroupSession]:
    """The sessions that were held of its series, the first one first: of the same year and leader, by its name."""
    if not session.series:
        return []
    same = GroupSession.objects.filter(campaign=session.campaign_id, leader=session.leader_id, series=session.series)
    return list(same.filter(state=GroupSession.State.HELD).select_related("campaign").order_by("held_on", "starts_at"))


def hours_of_series(sessions: Sequence[GroupSession], *, teacher: Any = None) -> list[SeriesHours]:
    """Those of each person who was called to any of them, by name; of one person alone when she is said."""
    rows = Attendance.objects.filter(session__in=sessions).select_related("teacher")
    if teacher is not None:
        rows = rows.filter(teacher=teacher)
    by_key = {session.pk: session for session in sessions}
    in_order = list(rows.order_by("teacher__search_name", "teacher_id", "session__held_on", "pk"))
    for row in in_order:
        row.session = by_key[row.session_id]  # one and the same, not read anew for each
    lasted = sum(session.minutes for session in sessions)
    grouped = [list(some) for _key, some in groupby(in_order, key=lambda row: row.teacher_id)]
    return [_added_up(some, lasted) for some in grouped]


def _added_up(rows: Sequence[Attendance], lasted: int) -> SeriesHours:
    return SeriesHours(rows[-1], sum(row.status == CAME for row in rows), sum(row.minutes for row in rows), lasted)


def why_not_of_series(hours: SeriesHours, share: int) -> str:
    """Why a person gets no certificate of a series; empty when she does."""
    if not hours.minutes:
        return _("No asistió a ninguna reunión de la serie.")
    return too_short(hours.minutes, hours.lasted, share)

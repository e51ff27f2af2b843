"""GIA, RTC and workshops: a row for each session and person on its list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from accompaniment.models import Institution
from reports.downloads.filtering import OfAttendances
from visits.groups.models import Attendance, GroupSession

from .agreed import post_on
from .base import Downloaded, Told, at, choice, code, day, number, places_of, text


@dataclass(frozen=True)
class Attended:
    attendance: Attendance
    place: Institution | None

    @property
    def session(self) -> Any:
        return self.attendance.session


class AttendancesList(Downloaded):
    code = "attendances"
    title = _("GIA, RTC y talleres: una fila por reunión y persona")
    file_name = "reuniones-asistencia"
    filter = OfAttendances

    @property
    def found(self) -> Any:
        listed = Attendance.objects.visible_to(self.user).annotate(place=post_on("session__held_on"))
        return listed.order_by("session__held_on", "session", "pk")

    def rows(self, found: Any) -> Iterable[tuple[Any, Attended]]:
        read = list(found.select_related("teacher", "session__campaign", "session__criterion"))
        places = places_of(one.place for one in read)
        return ((one.pk, Attended(one, places.get(one.place))) for one in read)

    @cached_property
    def told(self) -> list[Told]:
        return [
            code("ID_REUNION", lambda row: row.session.pk, width=38),
            number("AÑO", lambda row: row.session.campaign.year),
            text("TIPO", lambda row: row.session.get_kind_display()),
            text("TEMA", lambda row: row.session.title, width=40),
            text("CRITERIO", lambda row: getattr(row.session.criterion, "title", ""), width=40),
            day("FECHA", lambda row: row.session.held_on),
            number("DURACION_MIN", lambda row: row.session.minutes or None),
            text("LUGAR", lambda row: row.session.place, width=24),
            text("FACILITADORA", lambda row: row.session.facilitator, width=28),
            choice("ESTADO", GroupSession.State, lambda row: row.session.state),
            *at(lambda row: row.place),
            *self.person(lambda row: row.attendance.teacher),
            choice("ASISTENCIA", Attendance.Status, lambda row: row.attendance.status),
            number("MINUTOS", lambda row: row.attendance.minutes),
            day("SE_PUSO_AL_DIA", lambda row: row.attendance.caught_up_on),
            number("MINUTOS_TAREA", lambda row: row.attendance.caught_up_minutes),
        ]

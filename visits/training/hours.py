"""Hours that people learned together: in a session that was held, the minutes they were there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractHour, ExtractMinute, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.groups.models import Attendance, GroupSession

if TYPE_CHECKING:
    from accompaniment.people.models.posts import TeacherQuerySet

CAME = Attendance.Status.ATTENDED


def in_hours(minutes: int) -> str:
    """How long it is, in words: «2 h 50 min», «3 h», «45 min»."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)d min") % {"n": rest}
    if not rest:
        return _("%(n)d h") % {"n": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def in_full(minutes: int) -> str:
    """The same for a document: «2 horas y 50 minutos»."""
    hours, rest = divmod(minutes, 60)
    said = [ngettext("%(n)d hora", "%(n)d horas", hours) % {"n": hours}] if hours else []
    if rest or not hours:
        said.append(ngettext("%(n)d minuto", "%(n)d minutos", rest) % {"n": rest})
    return _(" y ").join(said)


@dataclass(frozen=True)
class Hours:
    """Of `called` sessions that were held and to which somebody was called, she came to `came`: for so many `minutes`
    of those that they `lasted`. `apart` are minutes in which she caught up with those that she missed: they count as
    nothing else.
    """

    label: str
    called: int
    came: int
    minutes: int
    lasted: int
    apart: int = 0

    @property
    def apart_text(self) -> str:
        return in_hours(self.apart) if self.apart else ""

    @property
    def text(self) -> str:
        return in_hours(self.minutes)


@dataclass(frozen=True)
class YearOfHours:
    """The hours of one year of accompaniment: those of each kind of session, and all together."""

    year: int
    kinds: Sequence[Hours]
    total: Hours


def training_record(attendances: Iterable[Attendance]) -> list[YearOfHours]:
    """Add up the hours of one person by year, the latest first, and by kind of session. They come with their session
    and its campaign; what was not held counts nothing.
    """
    years: dict[int, dict[str, list[Attendance]]] = defaultdict(lambda: defaultdict(list))
    for row in attendances:
        if row.session.state == GroupSession.State.HELD:
            years[row.session.campaign.year][str(row.session.get_kind_display())].append(row)
    return [_year(year, kinds) for year, kinds in sorted(years.items(), reverse=True)]


def _year(year: int, kinds: dict[str, list[Attendance]]) -> YearOfHours:
    every = [row for rows in kinds.values() for row in rows]
    return YearOfHours(year, [_added_up(kind, rows) for kind, rows in sorted(kinds.items())], _added_up("", every))


def _added_up(label: str, rows: Sequence[Attendance]) -> Hours:
    minutes, lasted = sum(row.minutes for row in rows), sum(row.session.minutes for row in rows)
    apart = sum(row.caught_up_minutes for row in rows)
    return Hours(label, len(rows), sum(row.status == CAME for row in rows), minutes, lasted, apart)


# --- The same in the database: for lists, in which nobody adds up what is not shown ----------------------------------
def _clock(name: str) -> Any:
    """The minutes since midnight."""
    return Cast(ExtractHour(name), IntegerField()) * 60 + Cast(ExtractMinute(name), IntegerField())


LASTED = _clock("session__ends_at") - _clock("session__starts_at")  # null where its hours are not known
PRESENT = Case(
    When(status=CAME, then=Coalesce(Greatest(LASTED - F("minutes_missed"), Value(0)), Value(0))),
    default=Value(0),
    output_field=IntegerField(),
)


def held(attendances: QuerySet[Attendance], *, year: int, kind: str = "") -> QuerySet[Attendance]:
    """Those in sessions of the year that were held; of one kind of session when it is named."""
    rows = attendances.filter(session__state=GroupSession.State.HELD, session__campaign__year=year)
    return rows.filter(session__kind=kind) if kind else rows


def with_hours(people: TeacherQuerySet, attendances: QuerySet[Attendance]) -> TeacherQuerySet:
    """Annotate `called`, `came`, `minutes` and those `apart` of each person, of these attendances."""
    own = attendances.filter(teacher=OuterRef("pk")).order_by().values("teacher")

    def added_up(what: Any) -> Any:
        return Coalesce(Subquery(own.annotate(n=what).values("n"), output_field=IntegerField()), 0)

    return people.annotate(
        called=added_up(Count("pk")),
        came=added_up(Count("pk", filter=Q(status=CAME))),
        minutes=added_up(Sum(PRESENT)),
        apart=added_up(Sum("caught_up_minutes")),
    )

"""The list of hours: who stands in it and with which; and the same to be taken away, which is the specialist's alone,
for documents go in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.access.guards import may_as_specialist
from accompaniment.audit.services import log_export_of_rosters
from accompaniment.exports.listing import ExportedList, Listing, Row, listing_of
from accompaniment.lib.tables.columns import Choice, Column, Identifier, WholeNumber
from accompaniment.lib.tables.download import vocabulary_of
from accompaniment.models import Teacher, User
from accompaniment.people.models.posts import TeacherQuerySet
from accompaniment.people.pages import with_running_posts
from visits.groups.models import Attendance

from .forms import HoursFilter
from .hours import held, training_record, with_hours


def may_list(user: User) -> Allowed | Denied:
    reach = reach_of(user)
    if reach.is_specialist or reach.is_director or reach.is_companion:
        return Allowed()
    return Denied(_("La lista de horas es de quienes acompañan, dirigen o coordinan."))


class ListedHours:
    """The people whom a user knows today, with the hours that the user may read of them, as the filters say."""

    def __init__(self, user: User, query: QueryDict) -> None:
        self.user = user
        self.filter = HoursFilter(query, queryset=Teacher.objects.known_to(user), user=user)
        seen = Attendance.objects.visible_to(user)
        self.attendances = held(seen, year=self.filter.of_year, kind=self.filter.of_kind)

    @property
    def people(self) -> TeacherQuerySet:
        """Those of the filters, in the order of their names or that of an hour's column."""
        return with_hours(self.filter.qs, self.attendances)

    def shown(self, some: TeacherQuerySet) -> TeacherQuerySet:
        """Some of them with all that the list shows of each."""
        return with_running_posts(with_hours(some, self.attendances), self.user)


class HoursList(ExportedList):
    code = "training_hours"
    title = gettext_lazy("horas de formación por persona")
    asks = ("q", "kind", "session", "year")

    def verdict(self) -> Allowed | Denied:
        return may_as_specialist(self.user)

    def count(self) -> int:
        return self._listed().filter.qs.count()

    def listing(self) -> Listing:
        """A row for each kind of session that a person was called to; whoever was called to none has one without."""
        listed = self._listed()
        held = listed.attendances.select_related("session__campaign")
        people = with_running_posts(listed.filter.qs, self.user).prefetch_related(
            Prefetch("attendances", queryset=held, to_attr="held")
        )
        return listing_of("horas-de-formacion", _columns(), people, _Entries(listed.filter.of_year))

    def in_words(self) -> list[tuple[str, str]]:
        return self._listed().filter.in_words()

    def page(self) -> str:
        return reverse("visits:training_hours")

    def log(self) -> None:
        log_export_of_rosters(by=self.user, about=_("horas de formación por persona"))

    def _listed(self) -> ListedHours:
        return ListedHours(self.user, self.query)


def _columns() -> list[Column]:
    return [
        Identifier("document_number", _("Documento"), width=14),
        Column("last_names", _("Apellidos"), width=24),
        Column("first_names", _("Nombres"), width=22),
        Choice("kind", _("Cargo"), vocabulary_of(Teacher.Kind), width=30),
        Identifier("modular_code", _("Código modular"), width=14),
        Column("institution", _("Institución"), width=34),
        WholeNumber("year", _("Año"), width=8),
        Column("session", _("Tipo de reunión"), width=18),
        WholeNumber("called", _("Convocada a"), width=12),
        WholeNumber("came", _("Asistió a"), width=12),
        WholeNumber("minutes", _("Minutos"), width=10),
        WholeNumber("apart", _("Minutos de puesta al día"), width=14),
    ]


class _Entries:
    """The rows of some people, by their key."""

    def __init__(self, year: int) -> None:
        self.year = year

    def __call__(self, people: QuerySet[Any]) -> Mapping[Any, Sequence[Row]]:
        return {one.pk: list(self._rows(one)) for one in people}

    def _rows(self, one: Any) -> Iterator[Row]:
        place = one.running[0].institution if one.running else None
        who = [one.document_number, one.last_names, one.first_names, one.kind]
        where = [place.modular_code if place else "", place.name if place else ""]
        kinds = [kind for year in training_record(one.held) for kind in year.kinds]
        for kind in kinds:
            yield [*who, *where, self.year, kind.label, kind.called, kind.came, kind.minutes, kind.apart]
        if not kinds:
            yield [*who, *where, self.year, "", 0, 0, 0, 0]

"""What every list of the downloads is narrowed by, and in which of its columns each finds it."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.filters import ListFilter
from accompaniment.lib.widgets import DateInput
from accompaniment.models import Institution, Teacher

ASKS = ("since", "until", "network", "kind")  # by the names that the list of visits has for them


class DownloadFilter(ListFilter):
    """Narrows a list by the day, the place and the kind of person of its rows; a subclass says where they stand."""

    DAY: ClassVar[str]
    PLACE: ClassVar[str]  # the institution
    KIND: ClassVar[str] = "teacher__kind"

    since = filters.DateFilter(label=_("Desde"), method="from_day", widget=DateInput)
    until = filters.DateFilter(label=_("Hasta"), method="to_day", widget=DateInput)
    network = filters.CharFilter(label=_("Red educativa"), method="of_network")
    kind = filters.ChoiceFilter(
        label=_("Cargo"), choices=Teacher.Kind.choices, method="of_kind", empty_label=_("Todos")
    )

    def from_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(**{f"{self.DAY}__gte": value})

    def to_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(**{f"{self.DAY}__lte": value})

    def of_network(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        there = Institution.objects.filter(network__name=value).values("pk")
        return rows.filter(**{f"{self.PLACE}__in": there})

    def of_kind(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{self.KIND: value})


class OfCommitments(DownloadFilter):
    DAY, PLACE = "agreed_on", "place"


class OfContacts(DownloadFilter):
    DAY, PLACE = "contacted_on", "institution"


class OfAttendances(DownloadFilter):
    DAY, PLACE = "session__held_on", "place"


class OfDocuments(DownloadFilter):
    DAY, PLACE = "issued_on", "institution"


class OfServices(DownloadFilter):
    """Services themselves: `until` is the day up to which their visits count, and leaves none out."""

    PLACE = "pk"

    def to_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows

"""What the list of hours is narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.campaigns.session_kinds.models import said_name
from accompaniment.lib.filters import ListFilter
from accompaniment.lib.text import whole_number
from accompaniment.models import Campaign, SessionKind, Teacher, User
from accompaniment.people.models.posts import TeacherQuerySet
from visits.groups.models import GroupSession


class HoursFilter(ListFilter):
    """Narrows the people by name and office; the year and the kind of session say which of their hours count."""

    q = django_filters.CharFilter(method="find", label=gettext_lazy("Nombre o documento"))
    kind = django_filters.ChoiceFilter(
        choices=Teacher.Kind.choices, label=gettext_lazy("Cargo"), empty_label=gettext_lazy("Todos")
    )
    session = django_filters.ChoiceFilter(
        choices=(),
        method="as_it_is",
        label=gettext_lazy("Tipo de reunión"),
        empty_label=gettext_lazy("Todos"),
    )
    year = django_filters.ChoiceFilter(
        method="as_it_is", label=gettext_lazy("Año"), empty_label=gettext_lazy("Este año")
    )

    class Meta:
        model = Teacher
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.this_year = timezone.localdate().year
        campaigns = Campaign.objects.visible_to(user)
        years = campaigns.filter(year__lt=self.this_year).order_by("-year").values_list("year", flat=True)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years.distinct()]
        self.filters["session"].extra["choices"] = _kinds_of(campaigns)

    def find(self, people: TeacherQuerySet, name: str, value: str) -> TeacherQuerySet:
        return people.named_like(value)

    def as_it_is(self, people: TeacherQuerySet, name: str, value: str) -> TeacherQuerySet:
        """Who is listed stays the same, also whoever came to nothing."""
        return people

    @property
    def of_year(self) -> int:
        return whole_number(self.data.get("year") or "") or self.this_year

    @property
    def of_kind(self) -> str:
        return str(self.data.get("session") or "")

    def in_words(self) -> list[tuple[str, str]]:
        """The year is always said: hours are of one."""
        return [(_("Año"), str(self.of_year)), *(said for said in super().in_words() if said[0] != _("Año"))]


def _kinds_of(campaigns: QuerySet[Campaign]) -> list[tuple[str, str]]:
    """The kinds of session of these years, by what the latest of them calls each, beside those of every year."""
    named = SessionKind.objects.filter(campaign__in=campaigns).order_by("campaign__year", "order", "code")
    found: dict[str, str] = {kind.value: str(kind.label) for kind in GroupSession.Kind}
    return list((found | {code: said_name(name) for code, name in named.values_list("code", "name")}).items())

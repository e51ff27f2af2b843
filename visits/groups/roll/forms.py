"""What the roll of what is owed to each person is narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.filters import ListFilter
from accompaniment.models import Network, Post, Teacher
from visits.groups.shares import STRATEGIES


class RollFilter(ListFilter):
    q = django_filters.CharFilter(method="find", label=_("Nombre o documento"))
    kind = django_filters.ChoiceFilter(choices=Teacher.Kind.choices, label=_("Cargo"), empty_label=_("Todos"))
    network = django_filters.ModelChoiceFilter(
        queryset=Network.objects.none(), method="in_network", label=_("Red educativa"), empty_label=_("Todas")
    )
    behind = django_filters.ChoiceFilter(
        choices=[(one.value, one.label) for one in STRATEGIES],
        method="still_behind",
        label=_("A quienes todavía les falta"),
        empty_label=_("Todas"),
    )

    class Meta:
        model = Teacher
        fields: list[str] = []

    def __init__(self, *args: Any, ugel: int, posts: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = posts
        self.filters["network"].queryset = Network.objects.filter(ugel=ugel)

    def find(self, people: QuerySet[Teacher], name: str, value: str) -> QuerySet[Teacher]:
        return people.filter(pk__in=Teacher.objects.named_like(value))

    def in_network(self, people: QuerySet[Teacher], name: str, value: Network) -> QuerySet[Teacher]:
        return people.filter(pk__in=self.posts.order_by().filter(institution__network=value).values("teacher"))

    def still_behind(self, people: QuerySet[Teacher], name: str, value: str) -> QuerySet[Teacher]:
        return people.filter(**{f"owed_{value}__gt": F(f"attended_{value}")})

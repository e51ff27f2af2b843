"""What the list of group sessions, and the themes for one, are narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accompaniment.campaigns.session_kinds.models import said_name
from accompaniment.lib.filters import ListFilter
from accompaniment.lib.search import found_by
from accompaniment.models import Network, Post

from .models import GroupSession


class SessionFilter(ListFilter):
    q = django_filters.CharFilter(method="with_words", label=gettext_lazy("Tema o lugar"))
    kind = django_filters.ChoiceFilter(choices=(), label=gettext_lazy("Tipo"), empty_label=gettext_lazy("Todos"))
    state = django_filters.ChoiceFilter(
        choices=GroupSession.State.choices, label=gettext_lazy("Estado"), empty_label=gettext_lazy("Todos")
    )

    class Meta:
        model = GroupSession
        fields: list[str] = []

    def __init__(self, *args: Any, queryset: QuerySet[GroupSession], **kwargs: Any) -> None:
        super().__init__(*args, queryset=queryset, **kwargs)
        self.filters["kind"].extra["choices"] = _kinds_among(queryset)

    def with_words(self, sessions: QuerySet[GroupSession], name: str, value: str) -> QuerySet[GroupSession]:
        return sessions.filter(found_by(value, "search_name"))


def _kinds_among(sessions: QuerySet[GroupSession]) -> list[tuple[str, str]]:
    """The kinds of these sessions, beside those that every year begins with, by what their years call them."""
    named = sessions.exclude(kind_name="").order_by("kind", "campaign__year").values_list("kind", "kind_name")
    found: dict[str, str] = {kind.value: str(kind.label) for kind in GroupSession.Kind}
    found |= {code: said_name(name) for code, name in named.distinct()}
    return list(found.items())


class NetworkForm(forms.Form):
    """Of which network of the UGEL themes are asked for; of all of them without one."""

    network = forms.ModelChoiceField(
        label=gettext_lazy("Red educativa"),
        queryset=Network.objects.none(),
        required=False,
        empty_label=gettext_lazy("Todas"),
    )

    def __init__(self, data: Any = None, *, ugel: int) -> None:
        super().__init__(data)
        self.fields["network"].queryset = Network.objects.filter(ugel=ugel)  # type: ignore[attr-defined]

    def narrow(self, posts: QuerySet[Post]) -> QuerySet[Post]:
        """The posts of the network; none where a wrong one is asked for."""
        if not self.is_valid():
            return posts.none()
        network = self.cleaned_data["network"]
        return posts.filter(institution__network=network) if network else posts

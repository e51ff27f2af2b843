"""What the page of the indicators narrows its figures by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.forms import PlainForm
from accompaniment.models import Assignment, Companion, Network, Teacher, User

from .scope import Scope


class ScopeForm(PlainForm):
    """A year, and of it a network, a kind of person or a companion, among those whose year the user follows."""

    year = forms.TypedChoiceField(label=_("Año"), required=False, coerce=int, empty_value=None)
    network = forms.ChoiceField(label=_("Red educativa"), required=False)
    kind = forms.ChoiceField(label=_("Cargo"), required=False, choices=[("", _("Todos")), *Teacher.Kind.choices])
    companion = forms.ModelChoiceField(
        label=_("Acompañante"), queryset=Companion.objects.none(), required=False, empty_label=_("Todas")
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        followed = Assignment.objects.followed_by(user).order_by()
        self.years = sorted(set(followed.values_list("campaign__year", flat=True)), reverse=True)
        names = Network.objects.filter(institutions__posts__assignments__in=followed).order_by("name")
        fields: Any = self.fields
        fields["year"].choices = [(year, str(year)) for year in self.years]
        fields["network"].choices = [
            ("", _("Todas")),
            *((n, n) for n in names.values_list("name", flat=True).distinct()),
        ]
        companions = Companion.objects.filter(pk__in=followed.values("companion")).select_related("user")
        fields["companion"].queryset = companions.order_by("user__search_name", "pk")
        self.initial["year"] = self.this_year

    @property
    def this_year(self) -> int:
        """The latest year that is followed; the present one where there is none."""
        return self.years[0] if self.years else timezone.localdate().year

    def scope(self) -> Scope:
        asked = self.cleaned_data
        year = asked["year"] or self.this_year
        return Scope(self.user, year, asked["network"], asked["kind"], asked["companion"])

    @property
    def asked(self) -> dict[str, str]:
        """What narrows the figures, as the address says it."""
        return {name: value for name in self.fields if (value := self.data.get(name))}

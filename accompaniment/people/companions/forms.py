"""Forms of companions: registration, and the filter of their list."""

from __future__ import annotations

from typing import Any

import django_filters
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.forms import PersonFields, account_layout
from accompaniment.lib.filters import ListFilter
from accompaniment.lib.forms import DayField
from accompaniment.people.models.companions import Companion, CompanionQuerySet
from accompaniment.territory.fields import OneUgelField
from accompaniment.territory.models import Ugel


class CompanionForm(PersonFields):
    kind = forms.ChoiceField(label=_("Tipo de acompañante"), choices=[("", _("Elige…")), *Companion.Kind.choices])
    ugel = OneUgelField(label=_("UGEL"), queryset=Ugel.objects.none())
    starts_on = DayField(label=_("Desde"))
    ends_on = DayField(label=_("Hasta"), required=False, help_text=_("Vacío si no se sabe todavía."))

    def __init__(self, *args: Any, ugels: QuerySet[Ugel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = timezone.localdate
        field = self.fields["ugel"]
        assert isinstance(field, OneUgelField)  # noqa: S101 : declared above
        field.offer(ugels)

    def layout(self) -> Layout:
        return Layout(
            account_layout(),
            Fieldset(
                _("Su trabajo"),
                "kind",
                "ugel",
                Row(Column("starts_on", css_class="col-sm-6"), Column("ends_on", css_class="col-sm-6")),
            ),
        )


class CompanionFilter(ListFilter):
    q = django_filters.CharFilter(method="find", label=_("Nombre o documento"))
    kind = django_filters.ChoiceFilter(choices=Companion.Kind.choices, label=_("Tipo"), empty_label=_("Todos"))

    class Meta:
        model = Companion
        fields: list[str] = []

    def find(self, companions: CompanionQuerySet, name: str, value: str) -> CompanionQuerySet:
        return companions.named_like(value)

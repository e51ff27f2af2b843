"""One filter for the list of visits and for every figure that opens it."""

from typing import Any

import django_filters as filters
from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.models import Campaign, Companion, Institution, Phase, Teacher
from accompaniment.text import fold

from .forms.widgets import DateInput
from .models import Visit


class VisitFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Persona o institución"), method="search")
    phase = filters.ChoiceFilter(label=_("Fase"), choices=Phase.choices, empty_label=_("Todas"))
    status = filters.ChoiceFilter(label=_("Estado"), choices=Visit.Status.choices, empty_label=_("Todos"))
    since = filters.DateFilter("visited_on", "gte", label=_("Desde"), widget=DateInput)
    until = filters.DateFilter("visited_on", "lte", label=_("Hasta"), widget=DateInput)
    institution = filters.ModelChoiceFilter(queryset=Institution.objects.all(), widget=forms.HiddenInput)
    teacher = filters.ModelChoiceFilter(queryset=Teacher.objects.all(), widget=forms.HiddenInput)
    companion = filters.ModelChoiceFilter(queryset=Companion.objects.select_related("user"), widget=forms.HiddenInput)
    campaign = filters.ModelChoiceFilter(queryset=Campaign.objects.select_related("ugel"), widget=forms.HiddenInput)

    NARROWED_BY = ("institution", "teacher", "companion", "campaign")  # what a link from elsewhere may ask for

    class Meta:
        model = Visit
        fields: list[str] = []

    def search(self, visits: QuerySet[Visit], name: str, value: str) -> QuerySet[Visit]:
        folded = fold(value)
        return visits.filter(teacher__search_name__contains=folded) | visits.filter(
            institution__search_name__contains=folded
        )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    @property
    def narrowed(self) -> dict[str, Any]:
        """What the list is narrowed to by a link: field -> the object, only where something is chosen."""
        chosen = getattr(self.form, "cleaned_data", {})
        return {name: chosen[name] for name in self.NARROWED_BY if chosen.get(name)}

"""What the list of contacts is narrowed by, and every figure that opens it."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.filters import ListFilter
from accompaniment.lib.search import found_by
from accompaniment.lib.widgets import DateInput
from accompaniment.models import Campaign, Companion, Institution, Teacher

from .models import Contact, ContactQuerySet

TOLD, DRAFT, WAITING, ANNULLED = "told", "draft", "waiting", "annulled"
STATES = [
    (TOLD, _("cerrado")),
    (WAITING, _("cerrado, sin conformidad todavía")),
    (DRAFT, _("en registro")),
    (ANNULLED, _("anulado")),
]


class ContactFilter(ListFilter):
    q = filters.CharFilter(label=_("Persona o institución"), method="search")
    medium = filters.ChoiceFilter(label=_("Medio"), choices=Contact.Medium.choices, empty_label=_("Todos"))
    state = filters.ChoiceFilter(label=_("Estado"), choices=STATES, method="in_state", empty_label=_("Todos"))
    since = filters.DateFilter("contacted_on", "gte", label=_("Desde"), widget=DateInput)
    until = filters.DateFilter("contacted_on", "lte", label=_("Hasta"), widget=DateInput)
    teacher = filters.ModelChoiceFilter(queryset=Teacher.objects.all(), widget=forms.HiddenInput)
    institution = filters.ModelChoiceFilter(queryset=Institution.objects.all(), widget=forms.HiddenInput)
    companion = filters.ModelChoiceFilter(queryset=Companion.objects.select_related("user"), widget=forms.HiddenInput)
    campaign = filters.ModelChoiceFilter(queryset=Campaign.objects.select_related("ugel"), widget=forms.HiddenInput)

    class Meta:
        model = Contact
        fields: list[str] = []

    def search(self, contacts: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return contacts.filter(found_by(value, "teacher__search_name", "institution__search_name"))

    def in_state(self, contacts: ContactQuerySet, name: str, value: str) -> ContactQuerySet:
        return {
            TOLD: contacts.told,
            WAITING: lambda: contacts.told().filter(acknowledged_at=None),
            DRAFT: contacts.drafts,
            ANNULLED: lambda: contacts.filter(annulled_at__isnull=False),
        }[value]()

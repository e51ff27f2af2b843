"""What the filters of every list share: a wrong value is answered by no rows, not by all of them."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _


class ListFilter(django_filters.FilterSet):
    """Narrows a list by what was asked; with a wrong value nothing answers, and the page says what to correct."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.form.is_valid() else queryset.none()

    def in_words(self) -> list[tuple[str, str]]:
        """What the list is narrowed by, each as its label and what was chosen or typed."""
        asked = ((field, self.data.get(name, "")) for name, field in self.form.fields.items())
        return [(str(field.label), _word_of(field, str(value))) for field, value in asked if value]


def _word_of(field: forms.Field, value: str) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return _("sí")
    chosen = dict(getattr(field, "choices", ())).get(value)
    return str(chosen or value)

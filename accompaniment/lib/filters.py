"""What the filters of every list share: a wrong value is answered by no rows, not by all of them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet


class ListFilter(django_filters.FilterSet):
    """Narrows a list by what was asked; with a wrong value nothing answers, and the page says what to correct."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.form.is_valid() else queryset.none()

"""Filters of the logs: who, whom, what and when. Without dates they show the last month."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters as filters
from crispy_forms.helper import FormHelper
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniment.accounts.models import of_person_like
from accompaniment.audit.models.access_log import AccessLogEntry
from accompaniment.audit.models.changes import TrackedChange
from accompaniment.lib.filters import ListFilter
from accompaniment.lib.forms import DayField
from accompaniment.people.models.merged_records import MergedRecord
from accompaniment.people.models.posts import Teacher

from .wording import kinds

SHOWN = timedelta(days=30)


def begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class DayFilter(filters.DateFilter):
    field_class = DayField


class LogFilter(ListFilter):
    q = filters.CharFilter(method="find", label=_("Sobre quién o qué"))
    who = filters.CharFilter(method="by_whom", label=_("Quién lo hizo"))
    since = DayFilter(method="from_day", label=_("Desde"))
    until = DayFilter(method="to_day", label=_("Hasta"))

    def __init__(self, data: Any, *args: Any, **kwargs: Any) -> None:
        """The whole log would be slow to count and tiresome to read: without dates, the last month."""
        data = data.copy()
        if "since" not in data:
            data["since"] = (timezone.localdate() - SHOWN).isoformat()
        super().__init__(data, *args, **kwargs)

    def find(self, rows: Any, name: str, value: str) -> Any:
        raise NotImplementedError

    def by_whom(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(of_person_like(value, at="by"))

    def from_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return rows.filter(at__gte=begins(value))

    def to_day(self, rows: QuerySet[Any], name: str, value: date) -> QuerySet[Any]:
        return rows.filter(at__lt=begins(value + timedelta(days=1)))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class ChangeFilter(LogFilter):
    model = filters.ChoiceFilter(choices=lambda: list(kinds().items()), label=_("Qué"), empty_label=_("Todo"))

    class Meta:
        model = TrackedChange
        fields: list[str] = []

    def find(self, rows: Any, name: str, value: str) -> Any:
        return rows.named_like(value)


class AccessFilter(LogFilter):
    what = filters.ChoiceFilter(choices=AccessLogEntry.What.choices, label=_("Qué"), empty_label=_("Todo"))

    class Meta:
        model = AccessLogEntry
        fields: list[str] = []

    def find(self, rows: Any, name: str, value: str) -> Any:
        people = Teacher.objects.named_like(value).values("pk")
        return rows.filter(Q(teacher__in=people) | Q(teacher__in=MergedRecord.objects.former_keys(people)))


class OwnAccessFilter(ListFilter):
    role = filters.ChoiceFilter(choices=AccessLogEntry.As.choices, label=_("Quién"), empty_label=_("Todas"))

    class Meta:
        model = AccessLogEntry
        fields: list[str] = []

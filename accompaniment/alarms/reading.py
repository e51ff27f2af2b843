"""Accounts that opened the records of many more people in a day than they ever do, as one does that somebody took.

What is watched is access to data, never work: what people open of their own counts nowhere, and nobody is compared with
anybody but herself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from accompaniment.accounts.models import User
from accompaniment.audit.models.access_log import AccessLogEntry

REMEMBERED = timedelta(days=30)
TIMES_AS_MANY = 2


@dataclass(frozen=True)
class Reading:
    """The people whose records an account opened on a day, and the most that it opened on one of the days before."""

    account: User
    day: date
    people: int
    most_before: int


def unusual_reading(*, since: date) -> list[Reading]:
    """What stands out from `since` on, the latest day first, by name."""
    many = {row["by"] for row in _people_opened(since).filter(people__gt=settings.RECORDS_A_DAY)}
    accounts = User.objects.in_bulk(many)
    found = [
        Reading(account, day, people, most_before)
        for key, account in accounts.items()
        for day, people, most_before in _days_of(key, since - REMEMBERED)
        if day >= since and is_unusual(people, most_before)
    ]
    return sorted(found, key=lambda one: (-one.day.toordinal(), one.account.search_name))


def is_unusual(people: int, most_before: int) -> bool:
    return people > settings.RECORDS_A_DAY and people > TIMES_AS_MANY * most_before


def _days_of(key: int, since: date) -> Iterable[tuple[date, int, int]]:
    """Each day of an account with the most of one before it; a day that stood out itself is no measure."""
    most = 0
    for row in _people_opened(since).filter(by=key).order_by("day"):
        yield row["day"], row["people"], most
        if not is_unusual(row["people"], most):
            most = max(most, row["people"])


def _people_opened(since: date) -> Any:
    """Of each account and day in Lima, how many people's records others than they opened."""
    begin = timezone.make_aware(datetime.combine(since, time.min))
    opened = AccessLogEntry.objects.filter(at__gte=begin, teacher__isnull=False)
    others = opened.exclude(role=AccessLogEntry.As.ACCOMPANIED).order_by()
    days = others.annotate(day=TruncDate("at", tzinfo=timezone.get_default_timezone())).values("by", "day")
    return days.annotate(people=Count("teacher", distinct=True))

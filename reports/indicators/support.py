"""How long ago services were visited, and which companions are behind what was due by today."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Max

from .scope import Scope


@dataclass(frozen=True)
class Recency:
    """Days since the last closed visit of each service; those that had none this year are counted apart."""

    median: int | None
    most: int | None
    never: int


def recency_of(scope: Scope) -> Recency:
    last: dict[Any, date] = dict(scope.visits.order_by().values_list("institution").annotate(last=Max("visited_on")))
    services = set(scope.services.order_by().values_list("pk", flat=True))
    days = [(scope.today - day).days for key, day in last.items() if key in services]
    if not days:
        return Recency(None, None, len(services))
    return Recency(round(median(days)), max(days), len(services) - len(days))


@dataclass(frozen=True)
class Behind:
    companion: Any
    made: int
    due: int  # by today


def behind_of(scope: Scope) -> list[Behind]:
    """Who made fewer visits than were due by today, by name: for support, in no other order."""
    due: dict[Any, float] = defaultdict(float)
    for one in scope.due():
        due[one.companion] += one.visits
    made = Counter(scope.visits.order_by().values_list("companion", flat=True))
    late = [key for key, visits in due.items() if made[key] < round(visits)]
    found = scope.companions.filter(pk__in=late).select_related("user").order_by("user__search_name", "pk")
    return [Behind(one, made[one.pk], round(due[one.pk])) for one in found]

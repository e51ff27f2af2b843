"""Lists that their reader may sort by a column: `?sort=name`, or `?sort=-name` from the other end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

PARAMETER = "sort"


@dataclass(frozen=True)
class Sorting:
    """The columns that can be sorted by, each with its field, and what was asked: empty is the list's own order."""

    columns: Mapping[str, str]
    asked: str

    def rows(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in the order asked for; where they are equal there, in the list's own, and never by chance."""
        if not self.asked:
            return found
        direction = "-" if self.asked.startswith("-") else ""
        own = found.query.order_by or found.model._meta.ordering
        return found.order_by(direction + self.columns[self.asked.lstrip("-")], *own, "pk")

    def state(self, column: str) -> str:
        """What `aria-sort` says of a column."""
        return {column: "ascending", f"-{column}": "descending"}.get(self.asked, "none")

    def next(self, column: str) -> str:
        """What a touch of its head asks for: its order, then the other way round."""
        return f"-{column}" if self.asked == column else column


def sorting_of(request: HttpRequest, **columns: str) -> Sorting:
    """Whatever else is asked for is the list's own order."""
    asked = request.GET.get(PARAMETER, "")
    is_known = asked.removeprefix("-") in columns
    return Sorting(columns, asked if is_known else "")

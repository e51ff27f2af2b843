"""Lists that their reader may sort by a column: `?sort=name`, or `?sort=-name` from the other end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model, QuerySet
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
        own = found.query.order_by or found.model._meta.ordering
        return found.order_by(self._order(found), *own, "pk")

    def _order(self, found: QuerySet[Any]) -> Any:
        """What may be missing comes last from either end, on any database; what a list counts itself never is."""
        turned, column = self.asked.startswith("-"), self.columns[self.asked.lstrip("-")]
        if column in found.query.annotations or not _may_be_missing(found.model, column):
            return f"-{column}" if turned else column
        return F(column).desc(nulls_last=True) if turned else F(column).asc(nulls_last=True)

    def state(self, column: str) -> str:
        """What `aria-sort` says of a column."""
        return {column: "ascending", f"-{column}": "descending"}.get(self.asked, "none")

    def next(self, column: str) -> str:
        """What a touch of its head asks for: its order, then the other way round."""
        return f"-{column}" if self.asked == column else column


def _may_be_missing(model: type[Model], column: str) -> bool:
    where: Any = model
    for name in column.split("__"):
        field = where._meta.get_field(name)
        if field.null:
            return True
        where = field.related_model
    return False


def sorting_of(request: HttpRequest, **columns: str) -> Sorting:
    """Whatever else is asked for is the list's own order."""
    asked = request.GET.get(PARAMETER, "")
    is_known = asked.removeprefix("-") in columns
    return Sorting(columns, asked if is_known else "")

"""Whether what the registry says of a place is news, now that a person may have recorded a move before it did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models import Institution, Location
from ..models.territory import WHERE
from .changes import Change, is_move


class Standing:
    """Moves recorded by hand. Each stands until the registry says something else than the place that was left."""

    def __init__(self) -> None:
        recorded = Location.objects.current().filter(source=Location.Source.HAND)
        left = Location.objects.filter(institution__in=recorded.values("institution")).exclude(ends_on=None)
        self.left: dict[int, Mapping[str, Any]] = {}
        for location in left.order_by("ends_on", "pk").values("institution", *WHERE):
            self.left[location["institution"]] = location  # the latest one stays

    def news(self, held: Institution, changes: list[Change]) -> list[Change]:
        """Return the changes that count: without those of the place, while the registry has not heard of the move."""
        left = self.left.get(held.pk)
        if left is None:
            return changes
        told = [Change(change.field, left[change.field], change.new) for change in changes if change.field in WHERE]
        return changes if is_move(told) else [change for change in changes if change.field not in WHERE]

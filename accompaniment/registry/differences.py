"""What a row would change in an institution that we hold, and whether that is news. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from accompaniment.lib.text import fold
from accompaniment.territory.locations.models import Location
from accompaniment.territory.models import WHERE, Institution

# A file that would close more than this share of a UGEL's open services is more likely cut short than true.
ALARMING_SHARE = 0.2
PLACE_NAMES = frozenset({"address", "place", "district", "ubigeo"})
COORDINATES = frozenset({"latitude", "longitude"})
A_STEP = 0.001  # degrees, some hundred metres: less is a better measurement of the same place


class FieldChange(NamedTuple):
    """One field, before and after."""

    field: str
    old: Any
    new: Any


def differences(held: object, values: Mapping[str, Any]) -> list[FieldChange]:
    """Return the fields of `held` that `values` would change, in the order of `values`."""
    return [FieldChange(name, old, new) for name, new in values.items() if (old := getattr(held, name)) != new]


def is_move(changes: Iterable[FieldChange]) -> bool:
    """Whether a service would work elsewhere, not just be written otherwise, measured better or filled in."""
    return any(_moves(change) for change in changes)


def _moves(change: FieldChange) -> bool:
    if change.old in ("", None) or change.new in ("", None):
        return False
    if change.field in COORDINATES:
        return abs(change.new - change.old) > A_STEP
    return change.field in PLACE_NAMES and fold(change.old) != fold(change.new)


def is_alarming(closing: int, open_before: int) -> bool:
    """Whether closing so many of the services open before asks for a second thought."""
    return closing > open_before * ALARMING_SHARE


class ManualMoves:
    """Moves recorded by hand. Each stands until the registry says something else than the place that was left."""

    def __init__(self) -> None:
        recorded = Location.objects.current().filter(source=Location.Source.HAND)
        left = Location.objects.filter(institution__in=recorded.values("institution")).exclude(ends_on=None)
        self.left: dict[int, Mapping[str, Any]] = {}
        for location in left.order_by("ends_on", "pk").values("institution", *WHERE):
            self.left[location["institution"]] = location  # the latest one stays

    def news(self, held: Institution, changes: list[FieldChange]) -> list[FieldChange]:
        """Return the changes that count: without those of the place, while the registry has not heard of the move."""
        left = self.left.get(held.pk)
        if left is None:
            return changes
        compared = [
            FieldChange(change.field, left[change.field], change.new) for change in changes if change.field in WHERE
        ]
        return changes if is_move(compared) else [change for change in changes if change.field not in WHERE]

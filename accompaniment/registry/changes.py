"""What a row would change in an institution that we hold. Pure: it reads attributes and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

# A file that would close more than this share of a UGEL's open services is more likely cut short than true.
ALARMING_SHARE = 0.2


class Change(NamedTuple):
    """One field, before and after."""

    field: str
    old: Any
    new: Any


def differences(held: object, values: Mapping[str, Any]) -> list[Change]:
    """Return the fields of `held` that `values` would change, in the order of `values`."""
    return [Change(name, old, new) for name, new in values.items() if (old := getattr(held, name)) != new]


def is_alarming(closing: int, open_before: int) -> bool:
    """Whether closing so many of the services open before asks for a second thought."""
    return closing > open_before * ALARMING_SHARE

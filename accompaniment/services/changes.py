"""The log of changes, for what models can't tell by themselves: a plan of many rows, or a move of a visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import translation

from ..acting import is_recorded
from ..models import Change
from ..models.audited import change_of


def log_change(
    row: Model, fields: Mapping[str, list[Any]], *, action: Change.Action = Change.Action.CHANGED, **about: Any
) -> None:
    """Log one change, with one INSERT: `fields` maps names to [before, after]; without any there is nothing to log.

    For a model that is not audited, `about` gives `teacher_id` and `ugel_id`.
    """
    if fields and is_recorded():
        with translation.override(settings.LANGUAGE_CODE):
            change = change_of(row, action, dict(fields), **about)
        change.save(force_insert=True)


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what differs between two descriptions of the same thing, in the order in which they name it."""
    names = {**before, **after}
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}

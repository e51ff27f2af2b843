"""The profile of a person's practice: the level of each criterion at the diagnostic and the latest one after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from accompaniment.access import reach_of
from rubrics.models import Level
from rubrics.scales import short_label, top
from rubrics.scoring import Item, needs
from visits.models import Score, Visit

if TYPE_CHECKING:
    from accompaniment.models import User


def profile_of(visit: Visit, by: User) -> list[dict[str, Any]]:
    """A row for each criterion of the diagnostic's version, with the diagnostic level and the latest one after it."""
    first, latest = _levels_of(visit, by)
    rows: dict[int, dict[str, Any]] = {}
    for level in (
        Level.objects.filter(criterion__version=visit.version_id)
        .select_related("criterion")
        .order_by("criterion__order", "value")
    ):
        criterion = level.criterion
        row = rows.setdefault(criterion.pk, _criterion_row(level, first.get(criterion.pk), latest.get(criterion.pk)))
        if level.value == row["first"]:
            row["first_label"], row["descriptor"] = f"{level.short} · {level.label}", level.descriptor
        if row["first"] is not None and level.value == row["first"] + 1:
            row["next_label"], row["next"] = f"{level.short} · {level.label}", level.descriptor
        if level.value == row["latest"]:
            row["latest_label"] = f"{level.short} · {level.label}"
    return list(rows.values())


def _criterion_row(level: Level, first: int | None, latest: tuple[int, date] | None) -> dict[str, Any]:
    criterion = level.criterion
    return {
        "order": criterion.order,
        "title": criterion.title,
        "short_title": criterion.short_title,
        "scale": criterion.scale,
        "top": top(criterion.scale),
        "names": [short_label(criterion.scale, value) for value in range(1, top(criterion.scale) + 1)],
        "first": first,
        "first_label": short_label(criterion.scale, first) if first else "",
        "latest": latest[0] if latest else None,
        "latest_on": latest[1].isoformat() if latest else None,
        "latest_label": "",
        "descriptor": "",
        "next": "",
        "next_label": "",
    }


def _levels_of(visit: Visit, by: User) -> tuple[dict[int, int], dict[int, tuple[int, date]]]:
    """Levels by criterion: of the diagnostic, and the last ones of later closed visits with the same version."""
    scores = (
        Score.objects.filter(
            reach_of(by).led_or_accompanied("visit__"),
            visit__teacher=visit.teacher_id,
            visit__campaign=visit.campaign_id,
            visit__version=visit.version_id,
            visit__in=Visit.objects.closed().with_levels_shown_to(by),
        )
        .order_by("visit__visited_on", "visit__number")
        .values_list("visit_id", "criterion_id", "value", "visit__visited_on")
    )
    first: dict[int, int] = {}
    latest: dict[int, tuple[int, date]] = {}
    for visit_id, criterion_id, value, visited_on in scores:
        if value is None:  # evidence written, level still to be chosen
            continue
        if visit_id == visit.pk:
            first[criterion_id] = value
        elif visited_on >= visit.visited_on:
            latest[criterion_id] = (value, visited_on)
    return first, latest


def first_needs(profile: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The criteria to work on first, by the rule of rubrics.scoring, each with the level to aim at."""
    rows = {row["order"]: row for row in profile}
    items = [Item(key=order, order=order, top=row["top"]) for order, row in rows.items()]
    levels = {order: row["first"] for order, row in rows.items() if row["first"] is not None}
    return [
        {"title": row["title"], "level": row["first_label"], "next": row["next"], "next_label": row["next_label"]}
        for row in (rows[order] for order in needs(levels, items=items))
    ]

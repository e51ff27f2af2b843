"""An instrument's version as plain data (docs/instruments.md), out of the database and into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rubrics.instruments.models.criteria import Criterion, Level, Prompt
from rubrics.instruments.models.versions import InstrumentVersion

OF_INSTRUMENT = {"title": "", "teacher_kind": "", "cycle": "", "source": ""}
OF_CRITERION = {"section": "", "title": "", "short_title": "", "aspects": "", "competency": "", "scale": ""}
OF_LEVEL = {"label": "", "descriptor": ""}


def described(version: InstrumentVersion) -> dict[str, Any]:
    """Return the version as the data that would load it, without the dates."""
    criteria = version.criteria.prefetch_related("levels", "prompts").order_by("order")
    instrument = version.instrument
    return {
        "code": instrument.code,
        **{name: getattr(instrument, name) for name in OF_INSTRUMENT},
        **({} if instrument.by_default else {"by_default": False}),
        "version": version.number,
        "criteria": [criterion_data(criterion) for criterion in criteria],
    }


def exported(version: InstrumentVersion) -> dict[str, Any]:
    """Return all that a file of the version holds, its dates included."""
    days = {name: getattr(version, name) for name in ("valid_from", "valid_to")}
    data = described(version)
    criteria = data.pop("criteria")
    return {**data, **{name: day.isoformat() for name, day in days.items() if day}, "criteria": criteria}


def criterion_data(criterion: Criterion) -> dict[str, Any]:
    """Return a criterion with its levels and prompts as data; what is not given is left out."""
    prompts = criterion.prompts.all()
    return {
        **{name: getattr(criterion, name) for name in OF_CRITERION},
        **({"weight": criterion.weight} if criterion.weight else {}),
        "levels": [{name: getattr(level, name) for name in OF_LEVEL} for level in criterion.levels.all()],
        **({"prompts": [_prompt_data(prompt) for prompt in prompts]} if prompts else {}),
    }


def _prompt_data(prompt: Prompt) -> dict[str, Any]:
    level = {"level": prompt.value} if prompt.value else {}
    return {"moment": prompt.moment, **level, "text": prompt.text}


def normalised(data: dict[str, Any]) -> dict[str, Any]:
    """Return checked data as `described` would say it."""
    return {
        "code": data["code"],
        **only(data, OF_INSTRUMENT),
        **({} if data.get("by_default", True) else {"by_default": False}),
        "version": data["version"],
        "criteria": [_normalised_criterion(row) for row in data["criteria"]],
    }


def _normalised_criterion(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **only(row, OF_CRITERION),
        **({"weight": row["weight"]} if row.get("weight") else {}),
        "levels": [only(level, OF_LEVEL) for level in row["levels"]],
        **({"prompts": [_normalised_prompt(prompt) for prompt in row["prompts"]]} if row.get("prompts") else {}),
    }


def _normalised_prompt(row: dict[str, Any]) -> dict[str, Any]:
    level = {"level": row["level"]} if row.get("level") else {}
    return {"moment": row["moment"], **level, "text": row["text"]}


def without_prompts(data: dict[str, Any]) -> dict[str, Any]:
    """Return a description without its prompts: what is judged, without what helps to talk about it."""
    criteria = [{name: row[name] for name in row if name != "prompts"} for row in data["criteria"]]
    return {**data, "criteria": criteria}


def only(data: dict[str, Any], defaults: dict[str, str]) -> dict[str, str]:
    return {name: data.get(name, default) for name, default in defaults.items()}


def dates(data: dict[str, Any]) -> dict[str, date]:
    return {name: date.fromisoformat(data[name]) for name in ("valid_from", "valid_to") if data.get(name)}


def fill(version: InstrumentVersion, rows: Sequence[dict[str, Any]]) -> None:
    """Write the criteria of checked data into a draft that has none."""
    criteria = Criterion.objects.bulk_create(
        Criterion(version=version, order=order, weight=row.get("weight"), **only(row, OF_CRITERION))
        for order, row in enumerate(rows, start=1)
    )
    Level.objects.bulk_create(
        Level(criterion=criterion, value=value, **only(level, OF_LEVEL))
        for criterion, row in zip(criteria, rows, strict=True)
        for value, level in enumerate(row["levels"], start=1)
    )
    Prompt.objects.bulk_create(prompts_of(criteria, rows))


def prompts_of(criteria: Sequence[Criterion], rows: Sequence[dict[str, Any]]) -> list[Prompt]:
    """Return the unsaved prompts of checked data for these criteria, one for each row."""
    return [
        Prompt(criterion=criterion, moment=one["moment"], value=one.get("level"), order=order, text=one["text"])
        for criterion, row in zip(criteria, rows, strict=True)
        for order, one in enumerate(row.get("prompts", []), start=1)
    ]

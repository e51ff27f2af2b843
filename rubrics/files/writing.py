"""Writes a version as a file to take away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import IO, Any

from accompaniment.tables.writing import Sheet, xlsx_book

from ..contents import exported
from ..models import InstrumentVersion
from . import words

FORMS = ("json", "xlsx")


def file_name(version: InstrumentVersion, form: str) -> str:
    return f"{version.instrument.code}-v{version.number}.{form}"


def instrument_file(version: InstrumentVersion, form: str) -> IO[bytes]:
    """Return the version as an open file, «json» or «xlsx», at its start."""
    data = exported(version)
    if form == "json":
        return BytesIO(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")
    return xlsx_book(_sheets(data))


def _sheets(data: dict[str, Any]) -> list[Sheet]:
    criteria = data["criteria"]
    return [
        Sheet(words.INSTRUMENT, [words.FIELD, words.VALUE], [24, 80], list(_about(data))),
        Sheet(
            words.CRITERIA, list(words.OF_CRITERION.values()), [6, 28, 48, 22, 60, 14, 20, 8], list(_criteria(criteria))
        ),
        Sheet(words.LEVELS, list(words.OF_LEVEL.values()), [10, 10, 22, 90], list(_levels(criteria))),
        Sheet(words.PROMPTS, list(words.OF_PROMPT.values()), [10, 14, 10, 90], list(_prompts(criteria))),
    ]


def _about(data: dict[str, Any]) -> Iterator[list[Any]]:
    for name, label in words.OF_INSTRUMENT.items():
        value = data.get(name, "")
        if name in words.CHOICES and value:
            value = words.called(value)
        elif name == "by_default":
            value = words.YES if data.get(name, True) else words.NO
        elif name in ("valid_from", "valid_to") and value:
            value = f"{date.fromisoformat(value):%d/%m/%Y}"
        yield [label, value]


def _criteria(criteria: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for number, row in enumerate(criteria, start=1):
        yield [number, *(row[name] for name in ("section", "title", "short_title", "aspects", "competency"))] + [
            words.called(row["scale"]),
            row.get("weight", ""),
        ]


def _levels(criteria: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for number, row in enumerate(criteria, start=1):
        for short, level in zip(words.SHORT[row["scale"]], row["levels"], strict=True):
            yield [number, short, level["label"], level["descriptor"]]


def _prompts(criteria: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for number, row in enumerate(criteria, start=1):
        for one in row.get("prompts", []):
            short = words.SHORT[row["scale"]][one["level"] - 1] if one.get("level") else ""
            yield [number, words.called(one["moment"]), short, one["text"]]

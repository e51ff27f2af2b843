"""Writes a version as a file to take away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import IO, Any

from accompaniment.lib.tables.writing import Table, xlsx_file
from rubrics.instruments.contents import exported
from rubrics.instruments.models.versions import InstrumentVersion

from . import vocabulary

FORMS = ("json", "xlsx")


def file_name(version: InstrumentVersion, form: str) -> str:
    return f"{version.instrument.code}-v{version.number}.{form}"


def instrument_file(version: InstrumentVersion, form: str) -> IO[bytes]:
    """Return the version as an open file, «json» or «xlsx», at its start."""
    data = exported(version)
    if form == "json":
        return BytesIO(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")
    return xlsx_file(*_sheets(data))


def _sheets(data: dict[str, Any]) -> list[Table]:
    criteria = data["criteria"]
    rows = {
        vocabulary.CRITERIA: _criteria(criteria),
        vocabulary.LEVELS: _levels(criteria),
        vocabulary.PROMPTS: _prompts(criteria),
    }
    return [
        Table(vocabulary.INSTRUMENT, [vocabulary.FIELD, vocabulary.VALUE], _about(data), wraps=True),
        *(Table(title, vocabulary.SPECS[title].columns, found, wraps=True) for title, found in rows.items()),
    ]


def _about(data: dict[str, Any]) -> Iterator[list[Any]]:
    days = {name: date.fromisoformat(data[name]) for name in ("valid_from", "valid_to") if data.get(name)}
    known = {"by_default": True, **data, **days}
    for column in vocabulary.OF_INSTRUMENT:
        yield [column.heading, column.write(known.get(column.key))]


def _criteria(criteria: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for number, row in enumerate(criteria, start=1):
        texts = (row[name] for name in ("section", "title", "short_title", "aspects", "competency"))
        yield [number, *texts, row["scale"], row.get("weight")]


def _levels(criteria: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for number, row in enumerate(criteria, start=1):
        for short, level in zip(vocabulary.SHORT[row["scale"]], row["levels"], strict=True):
            yield [number, short, level["label"], level["descriptor"]]


def _prompts(criteria: list[dict[str, Any]]) -> Iterator[list[Any]]:
    for number, row in enumerate(criteria, start=1):
        for one in row.get("prompts", []):
            short = vocabulary.SHORT[row["scale"]][one["level"] - 1] if one.get("level") else ""
            yield [number, one["moment"], short, one["text"]]

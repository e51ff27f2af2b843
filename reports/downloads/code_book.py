"""What stands in the columns of a list: for people on a page, for programs as a Data Package (datapackage.org)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import capfirst

from accompaniment.exports.listing import ExportedList
from accompaniment.lib.tables.columns import Choice, Column
from visits.overview.consolidated.lists import OfVisits

from .lists.base import Downloaded
from .lists.workbook import Workbook


def is_described(wanted: ExportedList) -> bool:
    """Whether a list has a code book: those of people and places are the forms of their imports, which explain them."""
    return isinstance(wanted, Workbook | Downloaded | OfVisits)


def sheets_of(wanted: ExportedList) -> Mapping[str, Sequence[Column]]:
    """The columns of a list that is described, by the name of its sheet."""
    parts: Mapping[str, Any] = wanted.parts if isinstance(wanted, Workbook) else {wanted.code: wanted}
    return {name: part.columns for name, part in parts.items()}


def data_package(wanted: ExportedList) -> dict[str, Any]:
    """Describe its CSV for programs: each column with its name, type, and the codes that it takes."""
    resources = [
        {
            "name": name.lower(),
            "path": f"{name.lower()}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "header": True},
            "schema": {"fields": [_field(column) for column in columns], "missingValues": [""]},
        }
        for name, columns in sheets_of(wanted).items()
    ]
    return {"name": wanted.code, "title": capfirst(str(wanted.title)), "resources": resources}


def _field(column: Column) -> dict[str, Any]:
    described = {"name": column.key, "title": column.heading, "type": column.data_type}
    if column.help:
        described["description"] = str(column.help)
    if isinstance(column, Choice) and column.data_type == "string":
        meant = [{"value": str(value), "label": words[0]} for value, words in column.vocabulary.items()]
        return {**described, "categories": meant}
    return described

"""Finds the header of a table, whatever stands above it, and where each known column is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accompaniment.lib.text import clean

from .columns import Column, plain
from .errors import UnreadableTable
from .spec import FirstRow, TableSpec

SHOWN = 10  # headings of a sentence


@dataclass(frozen=True)
class Header:
    """Where each known column stands, and the headings that are not read.

    A row goes no further than `width` cells, and has `least` of them when none of its required ones is cut off.
    """

    number: int
    positions: Mapping[str, int]
    width: int
    least: int
    unread: Sequence[str]


def find_header(first: Sequence[FirstRow], spec: TableSpec) -> Header:
    """Return the header among the first rows of a table: the one with most headings that are known.

    Raises UnreadableTable when columns are missing or repeated.
    """
    if not first:
        raise UnreadableTable(_("El archivo no tiene ninguna fila."), "no_rows")
    row = max(first, key=lambda candidate: sum(map(spec.knows, candidate.texts)))
    found = [spec.keys.get(plain(text), "") for text in row.texts]
    headings = [clean(text) for text in row.texts]
    unread = [
        heading
        for heading, key in zip(headings, found, strict=True)
        if heading and not key and heading not in spec.aids
    ]
    _require_each_once(found, spec.columns, unread)
    named = max((at for at, heading in enumerate(headings, start=1) if heading), default=0)
    return Header(
        number=row.number,
        positions={key: at for at, key in enumerate(found) if key},
        width=len(headings) if spec.has_unnamed_columns else named,
        least=1 + max((found.index(column.key) for column in spec.columns if _is_needed(column, found)), default=-1),
        unread=unread,
    )


def has_columns(first: Sequence[FirstRow], spec: TableSpec) -> bool:
    """Whether a header stands among the first rows of a table, with all that it needs."""
    try:
        find_header(first, spec)
    except UnreadableTable:
        return False
    return True


def _is_needed(column: Column, found: Sequence[str]) -> bool:
    return column.is_required and not set(column.unless).intersection(found)


def _require_each_once(found: Sequence[str], columns: Sequence[Column], unread: Sequence[str]) -> None:
    if missing := [column.heading for column in columns if _is_needed(column, found) and column.key not in found]:
        raise _missing(missing, unread if any(found) else [])
    if repeated := [column.heading for column in columns if found.count(column.key) > 1]:
        raise UnreadableTable(
            _("El archivo trae columnas repetidas: %(columns)s. Deja una sola de cada una."),
            "repeated_columns",
            columns=", ".join(repeated),
        )


def _missing(columns: Sequence[str], unread: Sequence[str]) -> UnreadableTable:
    """Say which columns are missing and, when a header was found, which of its headings nobody knows."""
    values = {"columns": ", ".join(columns), "unread": ", ".join(unread[:SHOWN])}
    if unread:
        text = _("Al archivo le faltan columnas: %(columns)s. Estos títulos no se conocen: %(unread)s.")
    else:
        text = _("Al archivo le faltan columnas: %(columns)s.")
    return UnreadableTable(text, "missing_columns", **values)

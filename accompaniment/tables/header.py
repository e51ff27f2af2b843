"""Finds the header of a table, whatever stands above it, and where each known column is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..text import fold
from .cells import HEADER_WITHIN, Cell, Kind, Row
from .errors import UnreadableTable


def plain(name: str) -> str:
    """Return a header as it is compared: folded, without stars, stops and underscores."""
    return " ".join(re.sub(r"[^0-9A-Z°]+", " ", fold(name)).split())


@dataclass(frozen=True)
class Header:
    """Where each column stands, and the headers that are not read."""

    number: int
    positions: Mapping[str, int]
    width: int
    unread: Sequence[str]


def find_columns(
    rows: Sequence[Row],
    *,
    keys: Mapping[str, str],
    labels: Mapping[str, str],
    required: Sequence[str],
    aids: Sequence[str] = (),
) -> Header:
    """Return the header among the first rows: `keys` by plain header, `labels` and `required` by key.

    Raises UnreadableTable when columns are missing or repeated. `aids` are headers not to be spoken of.
    """
    first = [row for row in rows if row.number <= HEADER_WITHIN]
    if not first:
        raise UnreadableTable(_("El archivo no tiene ninguna fila."))
    row = max(first, key=lambda candidate: sum(plain(cell.text) in keys for cell in candidate.cells))
    found = [keys.get(plain(cell.text), "") for cell in row.cells]
    if missing := [labels[key] for key in required if key not in found]:
        raise UnreadableTable(_("Al archivo le faltan columnas: %(columns)s.") % {"columns": ", ".join(missing)})
    if repeated := [label for key, label in labels.items() if found.count(key) > 1]:
        raise UnreadableTable(
            _("El archivo trae columnas repetidas: %(columns)s. Deja una sola de cada una.")
            % {"columns": ", ".join(repeated)}
        )
    strange = [cell.text for cell, key in zip(row.cells, found, strict=True) if cell and not key]
    return Header(
        number=row.number,
        positions={key: at for at, key in enumerate(found) if key},
        width=max(at for at, cell in enumerate(row.cells, start=1) if cell),
        unread=[name for name in strange if name not in aids],
    )


def cells_of(row: Row, header: Header) -> dict[str, Cell]:
    """Return the cells of the known columns that hold something."""
    return {key: row.cells[at] for key, at in header.positions.items() if at < len(row.cells) and row.cells[at]}


def has_too_many_cells(row: Row, header: Header) -> bool:
    """Whether a line of a text file goes on past its header: a comma too many has moved its cells."""
    return any(cell and cell.kind is Kind.LOOSE for cell in row.cells[header.width :])

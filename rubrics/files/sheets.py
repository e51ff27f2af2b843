"""Reads the four sheets of an instrument's workbook into its data, and keeps where each thing stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accompaniment.tables.cells import EMPTY, Cell, Row, day_of, digits_of
from accompaniment.tables.errors import UnreadableTable
from accompaniment.tables.header import cells_of, find_columns, plain
from accompaniment.tables.workbook import read_sheets
from accompaniment.tables.writing import without_escape
from accompaniment.text import fold

from ..checks import Fault, Place
from ..scales import ScaleKind
from ..texts import tidy
from . import words

MOST_ROWS = 3000  # of one sheet: 60 criteria with 40 prompts each, and room for blank ones


class Line(NamedTuple):
    """One row of a sheet: the number that a spreadsheet shows, and its cells by field."""

    row: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        return without_escape(self.cells.get(name, EMPTY).text)


@dataclass
class Sheets:
    """What a workbook says, what is wrong with how it says it, and in which row everything stands."""

    data: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    rows: dict[Place, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)  # rows of the first sheet, by field

    def where(self, place: Place, name: str) -> tuple[str, int | None]:
        """Return the sheet and the row of a place; of a list that is missing, the sheet it should be in."""
        if not place:
            return (words.CRITERIA, None) if name == "criteria" else (words.INSTRUMENT, self.fields.get(name))
        sheet = words.LISTS[str(place[-2])]
        if name in ("levels", "prompts") and len(place) == 2:
            return sheet, self.rows.get(place)
        return sheet, self.rows.get(place)


def read_book(path: Path) -> Sheets:
    """Read a workbook. Raises UnreadableTable when it has not the sheets or the columns of an instrument."""
    tables = {fold(title): rows for title, rows in read_sheets(path, most=MOST_ROWS, tidy=tidy).items()}
    needed = (words.INSTRUMENT, words.CRITERIA, words.LEVELS)
    if missing := [title for title in needed if fold(title) not in tables]:
        raise UnreadableTable(_("Al libro le faltan hojas: %(sheets)s.") % {"sheets": ", ".join(missing)})
    found = Sheets()
    _read_about(found, tables[fold(words.INSTRUMENT)])
    by_number = _read_criteria(found, _lines(words.CRITERIA, tables))
    _read_levels(found, by_number, _lines(words.LEVELS, tables))
    if tables.get(fold(words.PROMPTS)):
        _read_prompts(found, by_number, _lines(words.PROMPTS, tables))
    return found


def _lines(title: str, tables: Mapping[str, list[Row]]) -> list[Line]:
    labels = words.COLUMNS[title]
    keys = {plain(label): name for name, label in labels.items()}
    try:
        header = find_columns(tables[fold(title)], keys=keys, labels=labels, required=list(labels))
    except UnreadableTable as error:
        raise UnreadableTable(_("Hoja «%(sheet)s»: %(reason)s") % {"sheet": title, "reason": error}) from error
    below = (row for row in tables[fold(title)] if row.number > header.number)
    return [Line(row.number, cells) for row in below if (cells := cells_of(row, header))]


def _read_about(found: Sheets, rows: list[Row]) -> None:
    names = {fold(label): name for name, label in words.OF_INSTRUMENT.items()}
    for row in rows:
        name = names.get(fold(row.cells[0].text))
        if name:
            found.fields[name] = row.number
            value = _about_value(name, row.cells[1] if len(row.cells) > 1 else EMPTY)
            if value is not None:
                found.data[name] = value


def _about_value(name: str, cell: Cell) -> Any:
    text = without_escape(cell.text)
    if name in words.CHOICES:
        return words.choice_of(name, text)
    if name == "by_default":
        return {fold(words.YES): True, "": True, fold(words.NO): False}.get(fold(text), text)
    if name == "version":
        return _whole(cell)
    if name in ("valid_from", "valid_to"):
        return _day(cell, text) if text else None
    return text


def _day(cell: Cell, text: str) -> str:
    try:
        return day_of(cell).isoformat()
    except ValueError:
        return text


def _whole(cell: Cell) -> Any:
    """Return the whole number of a cell; its text when it is something else, None when it is empty."""
    digits = digits_of(cell)
    return int(digits) if digits.isdecimal() and len(digits) < 6 else cell.text or None


def _read_criteria(found: Sheets, lines: list[Line]) -> dict[int, dict[str, Any]]:
    """Read the criteria in the order of their numbers; return them by number."""
    numbered: dict[int, Line] = {}
    for at, line in enumerate(lines, start=1):
        number = _whole(line.cells.get("number", EMPTY))
        if not isinstance(number, int) or number in numbered:
            place: Place = ("criteria", f"?{at}")
            found.rows[place] = line.row
            found.faults.append(Fault(place, "number", _("«%(name)s» debe ser un número que no se repita.")))
        else:
            numbered[number] = line
    by_number = {}
    for at, (number, line) in enumerate(sorted(numbered.items()), start=1):
        found.rows["criteria", at] = line.row
        by_number[number] = {**_criterion(line), "at": at}
    found.data["criteria"] = [{name: row[name] for name in row if name != "at"} for row in by_number.values()]
    return {number: {**row, "data": found.data["criteria"][row["at"] - 1]} for number, row in by_number.items()}


def _criterion(line: Line) -> dict[str, Any]:
    texts = {name: line.text(name) for name in ("section", "title", "short_title", "aspects", "competency")}
    weight = _whole(line.cells["weight"]) if line.cells.get("weight") else None
    scale = words.choice_of("scale", line.text("scale"))
    return {**texts, "scale": scale, **({"weight": weight} if weight is not None else {}), "levels": []}


def _of_criteria(
    found: Sheets, by_number: dict[int, dict[str, Any]], lines: list[Line], kind: str
) -> Iterator[tuple[int, dict[str, Any], Line]]:
    """Yield each row with the criterion it names: its place, and its data. Rows that name none are faults."""
    for at, line in enumerate(lines, start=1):
        number = _whole(line.cells.get("criterion", EMPTY))
        criterion = by_number.get(number) if isinstance(number, int) else None
        if criterion is None:
            place: Place = (kind, f"?{at}")
            found.rows[place] = line.row
            found.faults.append(Fault(place, "criterion", _("«%(name)s» no es el número de ningún criterio.")))
        else:
            yield criterion["at"], criterion["data"], line


def _read_levels(found: Sheets, by_number: dict[int, dict[str, Any]], lines: list[Line]) -> None:
    levels: dict[int, dict[int, Line]] = {}
    for at, data, line in _of_criteria(found, by_number, lines, "levels"):
        value = words.level_of(data["scale"], line.text("level"))
        if value is None and data["scale"] not in ScaleKind.values:
            continue  # what is wrong is the scale, and that is said
        if value is None or value in levels.setdefault(at, {}):
            place: Place = ("levels", f"?{line.row}")
            found.rows[place] = line.row
            found.faults.append(Fault(place, "level", _("«%(name)s» no existe en la escala o se repite.")))
            continue
        levels[at][value] = line
    for at, by_value in levels.items():
        for position, (_value, line) in enumerate(sorted(by_value.items()), start=1):
            found.rows["criteria", at, "levels", position] = line.row
            found.data["criteria"][at - 1]["levels"].append(
                {"label": line.text("label"), "descriptor": line.text("descriptor")}
            )


def _read_prompts(found: Sheets, by_number: dict[int, dict[str, Any]], lines: list[Line]) -> None:
    for at, data, line in _of_criteria(found, by_number, lines, "prompts"):
        prompts = data.setdefault("prompts", [])
        text = line.text("level")
        value = words.level_of(data["scale"], text)
        level = {"level": value if value is not None else text} if text else {}
        prompts.append({"moment": words.choice_of("moment", line.text("moment")), **level, "text": line.text("text")})
        found.rows["criteria", at, "prompts", len(prompts)] = line.row

"""Reads the four sheets of an instrument's workbook into its data, and keeps where each thing stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accompaniment.lib.tables.cells import EMPTY, UNSOLVED, Cell, Trouble, digits_of
from accompaniment.lib.tables.columns import Column
from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.lib.tables.workbook import Sheet, open_sheets
from accompaniment.lib.text import fold
from rubrics.instruments.checks import InstrumentFault, Place
from rubrics.instruments.texts import tidy
from rubrics.scales import ScaleKind

from . import vocabulary


class InstrumentRow(NamedTuple):
    """One row of a sheet: the number that a spreadsheet shows, and its cells by field."""

    number: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        return self.cells.get(name, EMPTY).text


@dataclass
class InstrumentBook:
    """What a workbook says, what is wrong with how it says it, and in which row everything stands."""

    data: dict[str, Any] = field(default_factory=dict)
    faults: list[InstrumentFault] = field(default_factory=list)
    rows: dict[Place, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)  # rows of the first sheet, by field

    def where(self, place: Place, name: str) -> tuple[str, int | None]:
        """Return the sheet and the row of a place; of a list that is missing, the sheet it should be in."""
        if not place:
            return (vocabulary.CRITERIA, None) if name == "criteria" else (vocabulary.INSTRUMENT, self.fields.get(name))
        return vocabulary.LISTS[str(place[-2])], self.rows.get(place)


def read_book(path: Path) -> InstrumentBook:
    """Read a workbook. Raises UnreadableTable when it has not the sheets or the columns of an instrument."""
    with open_sheets(path, vocabulary.LIMITS) as sheets:
        by_title = {fold(sheet.title): sheet for sheet in sheets}
        needed = (vocabulary.INSTRUMENT, vocabulary.CRITERIA, vocabulary.LEVELS)
        if missing := [title for title in needed if fold(title) not in by_title]:
            raise UnreadableTable(_("Al libro le faltan hojas: %(sheets)s.") % {"sheets": ", ".join(missing)})
        found = InstrumentBook()
        _read_about(found, by_title[fold(vocabulary.INSTRUMENT)])
        by_number = _read_criteria(found, _rows(vocabulary.CRITERIA, by_title))
        _read_levels(found, by_number, _rows(vocabulary.LEVELS, by_title))
        _read_prompts(found, by_number, _rows(vocabulary.PROMPTS, by_title))
    return found


def _rows(title: str, sheets: Mapping[str, Sheet]) -> list[InstrumentRow]:
    sheet = sheets.get(fold(title))
    if title == vocabulary.PROMPTS and (sheet is None or sheet.is_empty()):
        return []
    try:
        rows = sheets[fold(title)].read(vocabulary.SPECS[title])
    except UnreadableTable as error:
        raise UnreadableTable(_("Hoja «%(sheet)s»: %(reason)s") % {"sheet": title, "reason": error}) from error
    for row in rows:
        _require_results(title, row.number, row.texts.values())
    return [InstrumentRow(row.number, cells) for row in rows if (cells := row.cells(tidy))]


def _require_results(title: str, number: int, texts: Iterable[str]) -> None:
    """Refuse formulas without a result; any other text may be one of an instrument."""
    if UNSOLVED in texts:
        where = {"sheet": title, "row": number, "reason": Trouble.FORMULA.sentence}
        raise UnreadableTable(_("Hoja «%(sheet)s», fila %(row)d: %(reason)s") % where)


def _read_about(found: InstrumentBook, sheet: Sheet) -> None:
    columns = {fold(column.heading): column for column in vocabulary.OF_INSTRUMENT}
    for row in sheet.every_row:
        _require_results(vocabulary.INSTRUMENT, row.number, [cell.text for cell in row.cells[:2]])
        name, value, *_rest = (cell.tidied(tidy) for cell in (*row.cells[:2], EMPTY, EMPTY))
        if column := columns.get(fold(name.text)):
            found.fields[column.key] = row.number
            parsed = _about_value(column, value)
            if parsed is not None:
                found.data[column.key] = parsed


def _about_value(column: Column, cell: Cell) -> Any:
    """Return what a cell says of the instrument; its text when it says nothing that can be."""
    if column.key == "by_default" and not cell:
        return True
    if column.key == "version":
        return _whole(cell)
    try:
        value = column.read(cell)
    except ValueError:
        return cell.text
    return value.isoformat() if isinstance(value, date) else value


def _whole(cell: Cell) -> Any:
    """Return the whole number of a cell; its text when it is something else, None when it is empty."""
    digits = digits_of(cell)
    return int(digits) if digits.isdecimal() and len(digits) < 6 else cell.text or None


def _read_criteria(found: InstrumentBook, rows: list[InstrumentRow]) -> dict[int, dict[str, Any]]:
    """Read the criteria in the order of their numbers; return them by number."""
    numbered: dict[int, InstrumentRow] = {}
    for at, row in enumerate(rows, start=1):
        number = _whole(row.cells.get("number", EMPTY))
        if not isinstance(number, int) or number in numbered:
            place: Place = ("criteria", f"?{at}")
            found.rows[place] = row.number
            found.faults.append(InstrumentFault(place, "number", _("«%(name)s» debe ser un número que no se repita.")))
        else:
            numbered[number] = row
    by_number = {}
    for at, (number, row) in enumerate(sorted(numbered.items()), start=1):
        found.rows["criteria", at] = row.number
        by_number[number] = {**_criterion(row), "at": at}
    found.data["criteria"] = [{name: row[name] for name in row if name != "at"} for row in by_number.values()]
    return {number: {**row, "data": found.data["criteria"][row["at"] - 1]} for number, row in by_number.items()}


def _criterion(row: InstrumentRow) -> dict[str, Any]:
    texts = {name: row.text(name) for name in ("section", "title", "short_title", "aspects", "competency")}
    weight = _whole(row.cells["weight"]) if row.cells.get("weight") else None
    scale = vocabulary.choice_of("scale", row.text("scale"))
    return {**texts, "scale": scale, **({"weight": weight} if weight is not None else {}), "levels": []}


def _of_criteria(
    found: InstrumentBook, by_number: dict[int, dict[str, Any]], rows: list[InstrumentRow], kind: str
) -> Iterator[tuple[int, dict[str, Any], InstrumentRow]]:
    """Yield each row with the criterion it names: its place, and its data. Rows that name none are faults."""
    for at, row in enumerate(rows, start=1):
        number = _whole(row.cells.get("criterion", EMPTY))
        criterion = by_number.get(number) if isinstance(number, int) else None
        if criterion is None:
            place: Place = (kind, f"?{at}")
            found.rows[place] = row.number
            found.faults.append(
                InstrumentFault(place, "criterion", _("«%(name)s» no es el número de ningún criterio."))
            )
        else:
            yield criterion["at"], criterion["data"], row


def _read_levels(found: InstrumentBook, by_number: dict[int, dict[str, Any]], rows: list[InstrumentRow]) -> None:
    levels: dict[int, dict[int, InstrumentRow]] = {}
    for at, data, row in _of_criteria(found, by_number, rows, "levels"):
        value = vocabulary.level_of(data["scale"], row.text("level"))
        if value is None and data["scale"] not in ScaleKind.values:
            continue  # what is wrong is the scale, and that is reported
        if value is None or value in levels.setdefault(at, {}):
            place: Place = ("levels", f"?{row.number}")
            found.rows[place] = row.number
            found.faults.append(InstrumentFault(place, "level", _("«%(name)s» no existe en la escala o se repite.")))
            continue
        levels[at][value] = row
    for at, by_value in levels.items():
        for position, (_value, row) in enumerate(sorted(by_value.items()), start=1):
            found.rows["criteria", at, "levels", position] = row.number
            found.data["criteria"][at - 1]["levels"].append(
                {"label": row.text("label"), "descriptor": row.text("descriptor")}
            )


def _read_prompts(found: InstrumentBook, by_number: dict[int, dict[str, Any]], rows: list[InstrumentRow]) -> None:
    for at, data, row in _of_criteria(found, by_number, rows, "prompts"):
        prompts = data.setdefault("prompts", [])
        text = row.text("level")
        value = vocabulary.level_of(data["scale"], text)
        level = {"level": value if value is not None else text} if text else {}
        prompts.append(
            {"moment": vocabulary.choice_of("moment", row.text("moment")), **level, "text": row.text("text")}
        )
        found.rows["criteria", at, "prompts", len(prompts)] = row.number

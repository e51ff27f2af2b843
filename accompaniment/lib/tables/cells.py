"""One cell of a table with what its file knew about it, one row of cells, and what may be read from a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from accompaniment.lib.text import clean

from .escaping import without_escape

EXCEL_DAY_0 = date(1899, 12, 30)
SERIALS = range(20000, 80000)  # 1954 to 2119: shorter numbers are typing mistakes
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


class CellKind(StrEnum):
    """What the file knew: a workbook keeps text apart from numbers, a text file doesn't."""

    TYPED = "t"  # text of a workbook: exactly what somebody typed
    LOOSE = "l"  # text of a text file, where zeros may have been lost on the way
    NUMBER = "n"
    DATE = "d"
    ERROR = "e"  # a formula that failed: #N/A, #REF!…


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is tidied; of a number it is its digits and of a date its ISO form. `is_spread` tells a merged cell."""

    text: str = ""
    kind: CellKind = CellKind.TYPED
    is_spread: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)

    def tidied(self, tidy: Callable[[str], str]) -> Cell:
        """Return the cell with its text as `tidy` leaves it, once what made it no formula is taken off."""
        return Cell(tidy(without_escape(self.text)), self.kind, self.is_spread)


EMPTY = Cell()


NO_LETTER = "\ufffd"  # stands where the bytes of a file were no letter
UNSOLVED = "="  # stands for a formula whose result nobody has stored
EXCEL_ERRORS = frozenset(
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#¡REF!", "#¡VALOR!", "#¡DIV/0!", "#¿NOMBRE?"]
)


class Trouble(StrEnum):
    """Why nobody can tell what a cell says, however its column reads it."""

    ERROR = "excel_error"
    FORMULA = "unsolved_formula"
    LETTER = "broken_letter"

    @property
    def sentence(self) -> str:
        return str(TROUBLES[self])


TROUBLES = {
    Trouble.ERROR: gettext_lazy("La celda tiene un error de Excel."),
    Trouble.FORMULA: gettext_lazy(
        "La celda es una fórmula sin resultado: abre el archivo en Excel, guárdalo y súbelo otra vez."
    ),
    Trouble.LETTER: gettext_lazy("Tiene una letra que no se puede leer: corrígela en el archivo."),
}


def trouble_of(text: str) -> Trouble | None:
    """Return what is wrong with the text of a cell; None when it can be read."""
    if text.startswith("#") and text in EXCEL_ERRORS:
        return Trouble.ERROR
    if NO_LETTER in text:
        return Trouble.LETTER
    return Trouble.FORMULA if text == UNSOLVED else None


class RowFault(StrEnum):
    """What is wrong with a row of a text file as a whole: a separator too many, or too few, has moved its cells."""

    TOO_MANY_CELLS = "too_many_cells"
    TOO_FEW_CELLS = "too_few_cells"


NO_KINDS: Mapping[str, CellKind] = {}
NO_KEYS: Collection[str] = ()


class TableRow(NamedTuple):
    """What stands in the known columns of one row, by key and as its file has it, untidied.

    `number` is the one that a spreadsheet shows, or the record of a DBF. `kinds` says what a workbook knew of each
    text, and is empty for files that know nothing; `spread` names the columns where a merged cell runs through.
    """

    number: int
    texts: Mapping[str, str]
    fault: str = ""
    kinds: Mapping[str, CellKind] = NO_KINDS
    spread: Collection[str] = NO_KEYS

    def cells(self, tidy: Callable[[str], str] = clean) -> dict[str, Cell]:
        """Return the cells that hold something once each text is as `tidy` leaves it."""
        found = {key: self._cell(key, text).tidied(tidy) for key, text in self.texts.items() if text}
        return {key: cell for key, cell in found.items() if cell}

    def _cell(self, key: str, text: str) -> Cell:
        return Cell(text, self.kinds.get(key, CellKind.LOOSE), key in self.spread)


def digits_of(cell: Cell) -> str:
    """Return the text of an identifier without the blanks, dashes and «.0» that spreadsheets and hands add."""
    return re.sub(r"\.0+$", "", re.sub(r"[\s\-]", "", cell.text))


def with_lost_zeros(cell: Cell, *, length: int, fewest: int) -> str:
    """Return an identifier of `length` digits, with the zeros that a spreadsheet ate.

    Only a number, or a cell of a text file, may have lost them: what somebody typed as text stays as it is. Under
    `fewest` digits nothing is added: that is no lost zero but half a number.
    """
    text = digits_of(cell)
    may_have_lost = cell.kind in (CellKind.NUMBER, CellKind.LOOSE) and text.isascii() and text.isdigit()
    return text.zfill(length) if may_have_lost and len(text) >= fewest else text


def day_of(cell: Cell) -> date:
    """Return the date of a cell: a date, 03/04/2026 with the day first, 2026-04-03, or Excel's 45991.

    Raises ValueError when it is none of these.
    """
    if found := ISO.fullmatch(cell.text):
        year, month, day = map(int, found.groups())
    elif found := DAY_FIRST.fullmatch(cell.text):
        day, month, year = map(int, found.groups())
    else:
        serial = digits_of(cell)
        if not re.fullmatch(r"[0-9]{5}", serial) or int(serial) not in SERIALS:
            raise ValueError(cell.text)
        return EXCEL_DAY_0 + timedelta(days=int(serial))
    return date(year, month, day)


def month_first(cell: Cell) -> date:
    """Return the date of a cell that has the month first, 3/25/2026. Raises ValueError when it is no such date."""
    found = DAY_FIRST.fullmatch(cell.text)
    if not found:
        raise ValueError(cell.text)
    month, day, year = map(int, found.groups())
    return date(year, month, day)


def is_month_first(cell: Cell) -> bool:
    """Whether what is written can only be a date with the month first."""
    return not _is_read_by(day_of, cell) and _is_read_by(month_first, cell)


def is_ambiguous_day(cell: Cell) -> bool:
    """Whether what is written is one date with the day first and another one with the month first."""
    return _is_read_by(day_of, cell) and _is_read_by(month_first, cell) and day_of(cell) != month_first(cell)


def _is_read_by(read: Callable[[Cell], date], cell: Cell) -> bool:
    try:
        read(cell)
    except ValueError:
        return False
    return True


def ages_of(cell: Cell) -> list[int]:
    """Return the ages of «3», «3 y 4 años», «3, 4, 5» or «3 a 5», in order. Raises ValueError for anything else."""
    text = re.sub(r"a[ñn]os?$|\.0+$", "", cell.text.lower()).strip()
    if not text:
        return []
    if cell.kind is CellKind.DATE or not re.fullmatch(r"\d(?:\s*(?:[,;./\-]|a|al|y|\s)\s*\d)*", text):
        raise ValueError(cell.text)
    ages = [int(age) for age in re.findall(r"\d", text)]
    if re.fullmatch(r"\d\s*(?:-|al?)\s*\d", text):
        ages = list(range(ages[0], ages[1] + 1))
    if not ages:
        raise ValueError(cell.text)
    return sorted(set(ages))

"""Columns as an import reads them and a list writes them: what each is called, and how a value stands in its cells.

What `write` puts in a cell, `read` brings back, whatever the format of the file between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from accompaniment.lib.identifiers import repair_digits
from accompaniment.lib.text import fold, whole_number

from .cells import Cell, CellKind, day_of, digits_of

DBASE_TYPE = re.compile(r",[CDFLMN](,[0-9]+)*$")
Vocabulary = Mapping[Any, Sequence[str]]  # a stored value, with the words that mean it; the first one is written
Written = str | int | date  # what stands in a cell: text, a number, or a day


def plain(heading: str) -> str:
    """Return a heading as it is compared: folded, without stars, stops, underscores and what dBase adds, «,C,7»."""
    return " ".join(re.sub(r"[^0-9A-Z]+", " ", DBASE_TYPE.sub("", fold(heading))).split())


@dataclass(frozen=True)
class Column:
    """A column of text: `key` in the code, `heading` in the file, `others` that are understood as well.

    A required one may be missing when one of those it names in `unless` is there, which says the same. `help` and
    `example` are for whoever fills in a file; `width` is in characters.
    """

    data_type: ClassVar[str] = "string"  # what a program takes its values for

    key: str
    heading: str
    _: KW_ONLY
    others: Sequence[str] = ()
    is_required: bool = False
    unless: Sequence[str] = ()
    width: int = 16
    help: Any = ""
    example: str = ""

    @property
    def choices(self) -> list[str]:
        """The words that may be written in it; none when it takes any."""
        return []

    def read(self, cell: Cell) -> Any:
        """Return the value of a cell. Raises ValueError when it can't be one of this column."""
        return cell.text

    def write(self, value: Any) -> Written:
        """Return what stands in a cell for a value; one that is of no use to the column stands as it is."""
        if isinstance(value, (int, date)):
            return value
        return "" if value is None else str(value)

    def data(self, value: Any) -> str:
        """Return how programs read a value: a day as 2026-11-30, a number in digits, nothing guarded."""
        written = self.write(value)
        return written.isoformat() if isinstance(written, date) else str(written)


@dataclass(frozen=True)
class Identifier(Column):
    """Always text, never a number: of `digits` digits, padded with the zeros that a spreadsheet ate."""

    digits: int = 0  # 0: of no fixed length

    def read(self, cell: Cell) -> str:
        return repair_digits(cell.text, self.digits) if self.digits else digits_of(cell)

    def write(self, value: Any) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Day(Column):
    """A day; None for an empty cell, and for the strokes of a date that nobody wrote: «-  -»."""

    data_type: ClassVar[str] = "date"

    def read(self, cell: Cell) -> date | None:
        return day_of(cell) if any(map(str.isalnum, cell.text)) else None


@dataclass(frozen=True)
class WholeNumber(Column):
    """A count or a position; None for an empty cell."""

    data_type: ClassVar[str] = "integer"

    def read(self, cell: Cell) -> int | None:
        text = digits_of(cell)
        number = whole_number(text)
        if text and number is None:
            raise ValueError(cell.text)
        return number


@dataclass(frozen=True)
class Choice(Column):
    """One of a few stored values, each with the words that mean it; "" for an empty cell."""

    vocabulary: Vocabulary

    @property
    def choices(self) -> list[str]:
        return [words[0] for words in self.vocabulary.values()]

    @cached_property
    def meanings(self) -> dict[str, Any]:
        return {fold(word): value for value, words in self.vocabulary.items() for word in words}

    def read(self, cell: Cell) -> Any:
        if not cell:
            return ""
        try:
            return self.meanings[fold(digits_of(cell) if cell.kind is CellKind.NUMBER else cell.text)]
        except KeyError as error:
            raise ValueError(cell.text) from error

    def write(self, value: Any) -> Written:
        return self.vocabulary[value][0] if value in self.vocabulary else super().write(value)

    def data(self, value: Any) -> str:
        """Return the stored code, the same in every language; the code book says what each means."""
        return "" if value is None else str(value)


@dataclass(frozen=True)
class YesOrNo(Choice):
    """Yes or no; None for an empty cell."""

    data_type: ClassVar[str] = "boolean"

    vocabulary: Vocabulary = field(default_factory=lambda: {True: ["sí"], False: ["no"]})

    def read(self, cell: Cell) -> bool | None:
        return super().read(cell) if cell else None

    def data(self, value: bool | None) -> str:
        return "" if value is None else str(value).lower()

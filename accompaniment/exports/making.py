"""The file of a list, whole: every entry that was expected is in it, or there is no file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from accompaniment.lib.tables.columns import Column
from accompaniment.lib.tables.download import written_as
from accompaniment.lib.tables.writing import Table

from .listing import Listing, Row

Words = Sequence[tuple[str, str]]


class Incomplete(Exception):
    """Some entries left the list while it was read."""


@dataclass
class Tally:
    """How much of a list a file holds, and since when it stood so."""

    expected: int
    at: datetime
    written: int = 0
    rows: int = 0

    def in_words(self) -> Words:
        return [
            (_("Registros en la lista"), number_format(self.expected, force_grouping=True)),
            (_("Registros en este archivo"), number_format(self.written, force_grouping=True)),
            (_("Filas en este archivo, sin los títulos"), number_format(self.rows, force_grouping=True)),
            (_("Fecha y hora"), date_format(timezone.localtime(self.at), "DATETIME_FORMAT")),
        ]


@dataclass(frozen=True)
class Made:
    """An open file at its start; whoever takes it closes it."""

    file: IO[bytes]
    tally: Tally

    @property
    def size(self) -> int:
        return os.fstat(self.file.fileno()).st_size

    def sha256(self) -> str:
        digest = hashlib.file_digest(self.file, "sha256").hexdigest()  # type: ignore[arg-type]
        self.file.seek(0)
        return digest


def nobody_follows(done: int, total: int) -> None:
    """Nobody waits to be told how far it is."""


def make_file(*listings: Listing, form: str, about: Words, follow: Callable[[int, int], None] = nobody_follows) -> Made:
    """Write a list, or in a workbook several, a sheet each; its last sheet says what it is, by `about` and by what was
    counted.

    Raises Incomplete, and nothing is left then.
    """
    tally = Tally(sum(one.expected for one in listings), listings[0].at)
    tables = [Table(one.name, one.columns, _counted(one, tally, follow)) for one in listings]
    file = written_as(form, *tables, _legend(about, tally, listings))
    if tally.written != tally.expected:
        file.close()
        raise Incomplete
    return Made(file, tally)


def _counted(listing: Listing, tally: Tally, follow: Callable[[int, int], None]) -> Iterator[Row]:
    for entry in listing.entries:
        tally.written += 1
        tally.rows += len(entry)
        yield from entry
        follow(tally.written, tally.expected)


def legend_of(about: Words, tally: Tally) -> Words:
    """What a file holds, each as its label and what it is."""
    return [*about, *tally.in_words()]


def code_book(columns: Sequence[Column]) -> Words:
    """What stands in the columns of a list of which that has to be said: what each is, and the words that it takes."""
    told = []
    for column in columns:
        values = _("uno de estos: %(values)s") % {"values": ", ".join(column.choices)} if column.choices else ""
        if said := "; ".join(filter(None, [str(column.help), values])):
            told.append((_("Columna %(name)s") % {"name": column.heading}, said))
    return told


def _legend(about: Words, tally: Tally, listings: Sequence[Listing]) -> Table:
    """The sheet is written last, when all is counted."""
    columns = [Column("label", _("Qué"), width=36), Column("value", _("Este archivo"), width=70)]
    return Table(_("Leyenda"), columns, _when_asked(about, tally, listings), wraps=True)


def _when_asked(about: Words, tally: Tally, listings: Sequence[Listing]) -> Iterator[tuple[str, str]]:
    yield from legend_of(about, tally)
    for one in listings:
        if len(listings) > 1:
            yield _("Registros en la hoja %(name)s") % {"name": one.name}, number_format(one.expected)
        yield from code_book(one.columns)

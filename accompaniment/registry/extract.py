"""What is kept of an upload between its preview and its confirmation: the wanted columns only, nothing of persons."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO

from ..tables.cells import TableRow
from .columns import WANTED


def recorded(rows: Iterable[TableRow], out: IO[str]) -> Iterator[TableRow]:
    """Yield `rows` as they are, writing each one to `out`."""
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([row.number, row.fault, *(row.texts.get(name, "") for name in WANTED)])
        yield row


def replayed(file: IO[str]) -> Iterator[TableRow]:
    """Yield the rows that `recorded` wrote."""
    for number, fault, *cells in csv.reader(file):
        yield TableRow(int(number), dict(zip(WANTED, cells, strict=True)), fault)

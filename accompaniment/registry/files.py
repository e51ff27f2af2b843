"""What is kept of an upload until it is confirmed: the wanted columns only, nothing of persons.

Names of directors, telephones and e-mails are in the upload alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO

from accompaniment.lib.tables.cells import TableRow

from .columns import WANTED

EXTRACT, REPORT, STAGED = "extract.csv", "report.csv", "staged.jsonl"


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

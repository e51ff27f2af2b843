"""What is kept of an upload between its preview and its confirmation: the wanted columns only, nothing of persons."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO

from .columns import WANTED
from .lines import Line


def recorded(lines: Iterable[Line], out: IO[str]) -> Iterator[Line]:
    """Yield `lines` as they are, writing each one to `out`."""
    writer = csv.writer(out)
    for line in lines:
        writer.writerow([line.number, line.fault, *(line.cells.get(name, "") for name in WANTED)])
        yield line


def replayed(file: IO[str]) -> Iterator[Line]:
    """Yield the lines that `recorded` wrote."""
    for number, fault, *cells in csv.reader(file):
        yield Line(int(number), dict(zip(WANTED, cells, strict=True)), fault)

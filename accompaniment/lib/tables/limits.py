"""How much of a table is read at most: what goes past it is refused with a sentence, before it fills the memory."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """`size` is of the upload; `unpacked` of what comes out of a ZIP or a workbook, which is a ZIP too.

    `rows` counts those below the header, `cells` also the empty ones that a workbook keeps for their colour.
    """

    rows: int
    size: int = 10 * MEGABYTE
    unpacked: int = 30 * MEGABYTE  # 5,000 people take some 8 MB
    columns: int = 64
    cells: int = 5_000_000
    members: int = 2000  # files inside of a workbook
    sheets: int = 20


LINE = MEGABYTE  # characters of one line of a text file
LAST_ROW = 1_048_576  # of a sheet

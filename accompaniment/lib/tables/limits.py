"""How much of a table is read at most: what goes past it is refused with a sentence, before it fills the memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from accompaniment.lib.confined import PATIENCE, TooMuch, confined

from .errors import too_heavy

T = TypeVar("T")

MEGABYTE = 1 << 20
AT_ONCE = 1 / PATIENCE  # seconds of the processor, which is one of the clock: a page waits no longer for a file


@dataclass(frozen=True)
class Limits:
    """`size` is of the upload; `unpacked` of what comes out of a ZIP or a workbook, which is a ZIP too.

    `rows` counts those below the header, `cells` also the empty ones that a workbook keeps for their colour. `seconds`
    of the processor and `megabytes` are what reading it may take, in a process of its own.
    """

    rows: int
    size: int = 10 * MEGABYTE
    unpacked: int = 30 * MEGABYTE  # 5,000 people take some 8 MB
    columns: int = 1000
    cells: int = 1_000_000
    members: int = 2000  # files inside of a workbook
    sheets: int = 20
    seconds: float = 5
    megabytes: int = 250

    def at_once(self) -> Limits:
        """The same, for reading within a web request."""
        return replace(self, seconds=AT_ONCE)


LINE = MEGABYTE  # characters of one line of a text file
LAST_ROW = 1_048_576  # of a sheet


def within(limits: Limits, function: Callable[..., T], *args: object) -> T:
    """Return what a function makes of a file, in a process of its own. Raises UnreadableTable past the limits."""
    try:
        return confined(function, *args, seconds=limits.seconds, megabytes=limits.megabytes)
    except TooMuch as error:
        raise too_heavy() from error

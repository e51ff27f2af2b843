"""What is wrong in one cell of a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellFault:
    """A refusal or a warning; `code` is a key of the reasons in `wording.py`."""

    line: int
    column: str
    code: str
    value: str = ""

"""Text that no spreadsheet takes for a formula, and the same text as it was before."""

from __future__ import annotations

import re
from typing import Any

FORMULA = tuple("=+-@\t\r\n")
ESCAPE = "'"
MAY_BEGIN_ONE = frozenset((*FORMULA, ESCAPE))
CONTROL = r"x(00[01][0-9A-Fa-f]|005[Ff])_"  # how a workbook writes a control character, and the sign that announces one
ESCAPED_CONTROL, LIKE_ESCAPED = re.compile("_" + CONTROL), re.compile(f"_(?={CONTROL})")
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def safe(value: Any) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    if text.isprintable() and text[:1] not in MAY_BEGIN_ONE:  # nearly every cell: the rest takes four times as long
        return text
    text = NOT_IN_XML.sub("", text)
    return ESCAPE + text if text.lstrip(ESCAPE).startswith(FORMULA) else text


def without_escape(text: str) -> str:
    """Return text as it was before `safe` wrote it."""
    return text[1:] if text.startswith(ESCAPE) and text.lstrip(ESCAPE).startswith(FORMULA) else text


def as_in_workbook(text: str) -> str:
    """Return text that a workbook shows as it is: what looks like the code of a control character stays letters."""
    return LIKE_ESCAPED.sub("_x005F_", text)


def from_workbook(text: str) -> str:
    """Return text of a workbook with its control characters: «_x000D_» is the end of a line."""
    return ESCAPED_CONTROL.sub(lambda code: chr(int(code[1], 16)), text)

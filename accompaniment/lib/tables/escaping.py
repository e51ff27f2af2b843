"""Text that no spreadsheet takes for a formula, and the same text as it was before."""

from __future__ import annotations

import re
from typing import Any

FORMULA = tuple("=+-@\t\r\n")
ESCAPE = "'"
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def safe(value: Any) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = NOT_IN_XML.sub("", "" if value is None else str(value))
    return ESCAPE + text if text.lstrip(ESCAPE).startswith(FORMULA) else text


def without_escape(text: str) -> str:
    """Return text as it was before `safe` wrote it."""
    return text[1:] if text.startswith(ESCAPE) and text.lstrip(ESCAPE).startswith(FORMULA) else text

"""Texts of an instrument as they are kept: lines without control characters, and never markup."""

from __future__ import annotations

import re
from typing import Any

from accompaniment.lib.text import clean, storable

HTML = re.compile(r"<\s*[/!?]?\s*[a-zA-Z!][^<>]*>")


def tidy(text: str) -> str:
    """Return `text` with each of its lines tidied, without blank ones at its ends nor two in a row."""
    lines = "\n".join(clean(line) for line in storable(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def tidied(data: Any) -> Any:
    """Return JSON data with every text in it tidied."""
    if isinstance(data, str):
        return tidy(data)
    if isinstance(data, list):
        return [tidied(one) for one in data]
    if isinstance(data, dict):
        return {name: tidied(one) for name, one in data.items()}
    return data


def holds_html(text: str) -> bool:
    """Whether a text carries HTML tags; «menos de < 3 años» does not."""
    return bool(HTML.search(text))

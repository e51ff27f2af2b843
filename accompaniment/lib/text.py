"""Text as people write it: fit to be kept, tidied, and folded so that «munoz» is «MUÑOZ» on every database."""

import unicodedata
from collections.abc import Iterable
from uuid import UUID

MOST_DIGITS = 9

# What ends a line anywhere becomes "\n"; NUL and its like, which no database or file can hold, go.
STORABLE: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n"),
    **dict.fromkeys([*range(9), *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]),
}


def storable(text: str) -> str:
    """Return `text` with its lines ended by "\\n" alone, and without characters that can't be kept everywhere."""
    if text.isprintable():
        return text
    return text.replace("\r\n", "\n").translate(STORABLE)


def fold(text: str) -> str:
    """Return `text` in capitals, without accents or tilde, with single spaces."""
    if not text.isascii():
        text = "".join([c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)])
    return " ".join(text.upper().split())


def clean(text: str) -> str:
    """Return `text` in one line, composed, without control characters nor doubled spaces."""
    if not text:
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def whole_number(text: str) -> int | None:
    """A number as a form or an address says it; None when it is none, or longer than a column of the database."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def uuids_of(texts: Iterable[str]) -> list[UUID]:
    """The keys among these texts; what is none is left out."""
    return [key for key in map(_uuid, texts) if key]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""Text as people write it: tidied, and folded so that a search for «munoz» finds «MUÑOZ» on every database."""

import unicodedata

MOST_DIGITS = 9


def fold(text: str) -> str:
    """Return `text` in capitals, without accents or tilde, with single spaces."""
    if not text.isascii():
        text = "".join([c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)])
    return " ".join(text.upper().split())


def name_key(text: str) -> str:
    """Return what two ways of writing one name have in common: its folded words, in whatever order they stand."""
    return " ".join(sorted(fold(text).split()))


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

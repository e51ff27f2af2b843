"""Folding of names, so that a search for «munoz» finds «MUÑOZ» on every database."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` in capitals, without accents or tilde, with single spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.upper().split())

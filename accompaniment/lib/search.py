"""Finding people and places by what somebody types of them: the same on every list, page, file and database.

A row keeps the `search_key` of its name. Words are letters and digits alone, in capitals, without accents.
"""

from __future__ import annotations

import operator
import re
from functools import reduce

from django.db.models import Q

from .text import fold

KEY_LENGTH = 320  # of a column that keeps a `search_key`
MOST_WORDS = 12  # of what is typed into a search: each costs the database a comparison

WORD = re.compile(r"[^\W_]+")
# What stands inside a word: apostrophes by every name, and characters that nobody sees.
INSIDE = dict.fromkeys(map(ord, "'’‘ʼʻ`´′\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# What people write together with the word that follows, or apart: De la Cruz, Dela Cruz, Delacruz; San Martín.
PARTICLES = frozenset(
    {"DA", "DE", "DEL", "DELA", "DELAS", "DELOS", "DER", "DI", "DO", "DOS", "EL", "LA", "LAS", "LE", "LOS"}
    | {"MAC", "MC", "SAN", "SANTA", "VAN", "VON"}
)
LABELS = frozenset({"N", "NO", "NRO", "NUM", "DNI"})  # what stands before a number: N°, Nº, No., Nro.


def words_of(text: str) -> list[str]:
    """Return the words of `text` as they are compared: D'Angelo is one, Quispe-Mamani are two."""
    return WORD.findall(fold(text.translate(INSIDE)))


def name_words(text: str) -> list[str]:
    """Return the words of a name with its particles, and letters that stand alone, joined to what they precede."""
    return _joined(words_of(text))


def _joined(words: list[str]) -> list[str]:
    joined, begun = [], ""
    for word in words:
        begun += word
        if len(word) > 1 and word not in PARTICLES:
            joined.append(begun)
            begun = ""
    return [*joined, begun] if begun else joined


def name_key(*names: str) -> str:
    """Return what all ways of writing one person's `names` have in common, whatever the order of their words."""
    return " ".join(sorted(word for name in names for word in name_words(name)))


def search_key(text: str) -> str:
    """Return what a row is found, and put in order, by: the words of `text`, then those that its particles make."""
    words = words_of(text)
    return " ".join([*words, *(word for word in _joined(words) if word not in words)])[:KEY_LENGTH]


def asked_words(text: str) -> list[str]:
    """Return the words to look for in what was typed into a search; none when it has no letter and no digit."""
    words = words_of(text)
    return ([word for word in words if word not in LABELS] or words)[:MOST_WORDS]


def has_words(key: str, text: str) -> bool:
    """Whether a `search_key` has every word of `text`, in any order; what has no words is in none."""
    words = asked_words(text)
    return bool(words) and all(word in key for word in words)


def found_by(text: str, *columns: str) -> Q:
    """Rows that have every word of `text` in one of `columns`: search keys, or identifiers as they are kept."""
    words = asked_words(text)
    in_one = (reduce(operator.or_, (Q((f"{column}__contains", word)) for column in columns)) for word in words)
    return reduce(operator.and_, in_one) if words else Q(pk__in=[])

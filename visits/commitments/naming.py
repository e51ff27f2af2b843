"""Finding in a text the names of a person or a place, so that what is shared identifies nobody. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterable

from accompaniment.lib.search import search_key, words_of

PARTICLES = frozenset({"DE", "DEL", "LA", "LAS", "LOS", "EL", "SAN", "SANTA"})
# Words of places that are anybody's: finding them in a text names no place.
COMMON = frozenset(
    {"INSTITUCION", "EDUCATIVA", "INICIAL", "JARDIN", "CUNA", "PRONOEI", "PROGRAMA", "ESCUELA", "AULA"}
    | {"NINO", "NINOS", "NINA", "NINAS"}
)
SHORTEST = 3
WRITTEN = re.compile(r"\w+(?:['’]\w+)*")  # D'Angelo is one word


def names_in(text: str, *, people: Iterable[str] = (), places: Iterable[str] = ()) -> list[str]:
    """Return the words of `text`, as it writes them, that are part of a person's name or of a place's own name."""
    own = {word for name in people for word in _words(name)} - PARTICLES
    own |= {word for name in places for word in _words(name)} - PARTICLES - COMMON
    found = (word for word in WRITTEN.findall(text) if own.intersection(words_of(word)))
    return list(dict.fromkeys(found))


def _words(name: str) -> list[str]:
    return [word for word in search_key(name).split() if len(word) >= SHORTEST]

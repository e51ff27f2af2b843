"""How a child is told of in an alert: by initials or age, never by name. No Django here."""

from __future__ import annotations

import re

from accompaniment.lib.search import search_key

WORD = re.compile(r"[^\W\d_]+")
LONGEST_INITIALS = 2
WORDS = (
    "un una unos unas niña niño niñas niños bebé bebés nena nene menor menores de del la el las los a y con como"
    " aproximadamente casi entre año años añitos mes meses dos tres cuatro cinco seis siete ocho nueve diez varios"
    " varias todo toda todos todas grupo aula sección sala otro otra otros otras gemelos gemelas"
    " child children girl girls boy boys baby aged age years year old months month and of the about"
    " one two three four five six several group classroom another"
)
ANYBODY = frozenset(search_key(word) for word in WORDS.split())


def names_in_child(text: str) -> list[str]:
    """Return the words of `text` that may be a child's name: all but initials, numbers and words for any child."""
    words = WORD.findall(text)
    return [word for word in words if len(word) > LONGEST_INITIALS and search_key(word) not in ANYBODY]

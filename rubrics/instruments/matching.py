"""Which criterion of a new version is which of the old one: by title, by short title, by competency. No Django."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class How(Enum):
    """What two criteria have in common; the first one that holds."""

    TITLE = "title"
    SHORT_TITLE = "short_title"
    COMPETENCY = "competency"


@dataclass(frozen=True)
class Named(Generic[Key]):
    """A criterion by its names, already folded; empty ones match nothing."""

    key: Key
    title: str
    short_title: str
    competency: str = ""


@dataclass(frozen=True)
class Match(Generic[Key]):
    old: Key
    new: Key
    how: How


def match(old: Sequence[Named[Key]], new: Sequence[Named[Key]]) -> list[Match[Key]]:
    """Pair criteria one to one, in the order of `old`; a name that two on one side share pairs nobody.

    Titles go before short titles, and these before competencies, so that a looser likeness never takes a criterion
    from a closer one.
    """
    found: dict[Key, Match[Key]] = {}
    taken: set[Key] = set()
    for how in How:
        name = _reader(how)
        waiting = _once([one for one in old if one.key not in found], name)
        free = _once([one for one in new if one.key not in taken], name)
        for text, one in waiting.items():
            if text in free:
                found[one.key] = Match(one.key, free[text].key, how)
                taken.add(free[text].key)
    return [found[one.key] for one in old if one.key in found]


def _reader(how: How) -> Callable[[Named[Key]], str]:
    return lambda one: str(getattr(one, how.value))


def _once(criteria: Iterable[Named[Key]], name: Callable[[Named[Key]], str]) -> dict[str, Named[Key]]:
    """Return the criteria by name, without those whose name is empty or not theirs alone."""
    rows = [(name(one), one) for one in criteria if name(one)]
    names = [text for text, _one in rows]
    return {text: one for text, one in rows if names.count(text) == 1}

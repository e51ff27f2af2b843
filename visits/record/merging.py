"""Two versions of what was written, brought together part by part: what differs, and what each choice leaves.

A part is what is decided at once: some inputs of a form that belong together, or one row of a list. Each side is a
mapping of input names to what was typed, without blanks; it is empty where that side says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

Inputs = Mapping[str, Sequence[str]]
Identity = Callable[[int, Inputs], Hashable]  # of a row, by its place and what it says; None where it has none


class Choice(StrEnum):
    SAVED = "saved"
    SENT = "sent"
    BOTH = "both"


class Together(Enum):
    """How both sides of a part may stay, when each says something else."""

    NOT = auto()
    TEXTS = auto()  # one text after the other
    VALUES = auto()  # all that either side marks
    ROWS = auto()  # a row of each


@dataclass(frozen=True)
class Part:
    """One thing to decide; `texts` are its inputs of free text, in which one side may say all that the other does."""

    saved: Inputs
    sent: Inputs
    together: Together = Together.NOT
    texts: frozenset[str] = frozenset()

    @property
    def differs(self) -> bool:
        return self.saved != self.sent

    @property
    def choices(self) -> list[Choice]:
        may_both_stay = self.together is not Together.NOT and self.saved and self.sent
        return [Choice.SAVED, Choice.SENT, Choice.BOTH] if may_both_stay else [Choice.SAVED, Choice.SENT]

    @property
    def default(self) -> Choice | None:
        """The choice that erases nothing; None when each one would, so that a person must decide."""
        if self._holds(self.saved, self.sent):
            return Choice.SAVED
        if self._holds(self.sent, self.saved):
            return Choice.SENT
        return Choice.BOTH if Choice.BOTH in self.choices else None

    def left_by(self, choice: Choice) -> list[Inputs]:
        """What a choice leaves: nothing, one side or what joins both, or a row of each."""
        if choice is Choice.BOTH:
            return [self.saved, self.sent] if self.together is Together.ROWS else [self._joined()]
        kept = self.saved if choice is Choice.SAVED else self.sent
        return [kept] if kept else []

    def _holds(self, whole: Inputs, part: Inputs) -> bool:
        """Whether one side says all that the other one does."""
        return all(self._says(name, whole.get(name, ()), values) for name, values in part.items())

    def _says(self, name: str, whole: Sequence[str], part: Sequence[str]) -> bool:
        if self.together is Together.VALUES:
            return set(part) <= set(whole)
        if name in self.texts and whole and part:
            return part[0] in whole[0]
        return list(whole) == list(part)

    def _joined(self) -> Inputs:
        return {name: self._join(name) for name in {**self.saved, **self.sent}}

    def _join(self, name: str) -> list[str]:
        saved, sent = self.saved.get(name, []), self.sent.get(name, [])
        both = list(dict.fromkeys([*saved, *sent]))
        if self.together is Together.VALUES:
            return both
        return ["\n".join(both)] if name in self.texts else list(saved or sent)


def pair_rows(
    saved: Sequence[Inputs],
    sent: Sequence[Inputs],
    identities: Sequence[Identity],
    *,
    together: Together = Together.ROWS,
    texts: frozenset[str] = frozenset(),
) -> list[Part]:
    """The rows of both sides as parts, each with its partner: what says the same, or else what has the same identity.

    The rows that were saved keep their order; those that were sent alone come after them.
    """
    partners: dict[int, int] = {}
    for identity in (_content, *identities):
        partners |= dict(_matched(saved, sent, identity, partners))
    alone = [row for at, row in enumerate(sent) if at not in partners.values()]
    pairs = [(row, sent[partners[at]] if at in partners else {}) for at, row in enumerate(saved)]
    return [Part(*pair, together, texts) for pair in [*pairs, *(({}, row) for row in alone)]]


def _content(at: int, row: Inputs) -> Hashable:
    return tuple(sorted((name, tuple(values)) for name, values in row.items()))


def _matched(
    saved: Sequence[Inputs], sent: Sequence[Inputs], identity: Identity, partners: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Pairs of places, of rows without partner, whose identity is the same."""
    taken = set(partners.values())
    free: dict[Hashable, list[int]] = {}
    for at, row in enumerate(sent):
        if at not in taken:
            free.setdefault(identity(at, row), []).append(at)
    free.pop(None, None)
    for at, row in enumerate(saved):
        if at not in partners and (found := free.get(identity(at, row))):
            yield at, found.pop(0)

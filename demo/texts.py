"""Believable sentences: banks of text by criterion and level, in JSON, filled in with what a visit was about."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from rubrics.models import Criterion

DATA = Path(__file__).parent / "data"


@cache
def bank(name: str) -> Any:
    """Return the contents of one data file."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def focus_of(criterion: Criterion) -> str:
    """Return what a criterion is about, as people say it in the middle of a sentence."""
    return str(bank(criterion.version.instrument.code)[criterion.order - 1]["focus"])


class Deck:
    """Sentences dealt without repeating one until all have been said."""

    def __init__(self, rng: Random, sentences: Sequence[Any]) -> None:
        self._rng, self._sentences = rng, list(sentences)
        self._left: list[Any] = []

    def deal(self) -> Any:
        if not self._left:
            self._left = self._rng.sample(self._sentences, len(self._sentences))
        return self._left.pop()


class SentenceMaker:
    """Makes sentences about the visits to one person, so that no two of these visits say the same."""

    def __init__(self, rng: Random, instrument: str, place: str) -> None:
        self._rng = rng
        self._criteria = bank(instrument)
        self._common = bank("common")
        self._decks: dict[tuple[str, ...], Deck] = {}
        self._topics = Deck(rng, self._common["topics"][place])
        self._agreed: Counter[str] = Counter()
        self.about: dict[str, Any] = {}

    def new_visit(self, *, present: int, enrolled: int, focus: str) -> None:
        """Choose what this visit was about; later sentences mention it."""
        self.about = {
            "tema": self._topics.deal(),
            "sector": self._rng.choice(self._common["sectors"]),
            "material": self._rng.choice(self._common["materials"]),
            "presentes": present,
            "matriculados": enrolled,
            "focus": focus,
        }

    def sentence(self, *path: str) -> str:
        """Return a sentence for everyone's purposes: openings, closings, the teacher's own words…"""
        return self._fill(self._deck(self._common, path).deal())

    def sentence_about(self, order: int, *path: str) -> str:
        """Return a sentence about the criterion in that place of the instrument."""
        return self._fill(self._deck(self._criteria[order - 1], path, str(order)).deal())

    def commitment(self, order: int) -> tuple[str, str]:
        """Return an action that serves a criterion, and how it will be seen; those agreed least often come first."""
        return self._least_agreed(self._criteria[order - 1]["commitments"])

    def extra_commitment(self, responsible: str) -> tuple[str, str]:
        """Return an action of the companion, the director or the families."""
        return self._least_agreed(self._common["extra_commitments"][responsible])

    def session_commitment(self) -> tuple[str, str]:
        """Return what somebody takes home from a group session."""
        return self._least_agreed(self._common["session_commitments"])

    def _least_agreed(self, commitments: list[list[str]]) -> tuple[str, str]:
        fewest = min(self._agreed[action] for action, _evidence in commitments)
        action, evidence = self._rng.choice([one for one in commitments if self._agreed[one[0]] == fewest])
        self._agreed[action] += 1
        return self._fill(action), self._fill(evidence)

    def _deck(self, source: Any, path: tuple[str, ...], *prefix: str) -> Deck:
        key = (*prefix, *path)
        if key not in self._decks:
            for name in path:
                source = source[name]
            self._decks[key] = Deck(self._rng, source)
        return self._decks[key]

    def _fill(self, sentence: str) -> str:
        return sentence.format(**self.about) if self.about else sentence

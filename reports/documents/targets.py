"""What a document can be about: one column for each, and what else a row names beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Q


class DocumentTarget(StrEnum):
    """What a document is about, by the attribute of its row; of a whole UGEL it names nothing narrower."""

    VISIT = "visit"
    TEACHER = "teacher"
    SESSION = "session"
    ATTENDANCE = "attendance"  # what a person did in a session: a row names both
    COMPANION = "companion"
    INSTITUTION = "institution"
    NETWORK = "network"
    BATCH = "batch"
    UGEL = "ugel"


class Shape(NamedTuple):
    """The columns that are filled in a row about one target; all others are empty but those that it `may` fill."""

    filled: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    def among(self, columns: Iterable[str]) -> Q:
        named = {*self.filled, *self.may}
        filled = {f"{name}__isnull": False for name in self.filled}
        return Q(**filled, **{f"{name}__isnull": True for name in columns if name not in named})


def one_of(shapes: Mapping[DocumentTarget, Shape], columns: Iterable[str]) -> Q:
    """Rows that are about exactly one target."""
    about = Q()
    for shape in shapes.values():
        about |= shape.among(columns)
    return about

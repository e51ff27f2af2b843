"""What one import takes: its columns, the formats it reads, and how much of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from .columns import Column, plain
from .formats import Format
from .limits import Limits


class FirstRow(NamedTuple):
    """One of the rows among which the header is looked for; `number` is the one that a spreadsheet shows."""

    number: int
    texts: Sequence[str]


@dataclass(frozen=True)
class TableSpec:
    """`header_within` is how many rows may be searched for the header; `aids` are headings that are there for people.

    With `has_unnamed_columns` cells under a blank heading are no sign of a separator too many.
    """

    columns: Sequence[Column]
    formats: frozenset[Format]
    limits: Limits
    header_within: int = 20  # titles, the name of the UGEL, blanks
    aids: Sequence[str] = ()
    has_unnamed_columns: bool = False

    @cached_property
    def keys(self) -> dict[str, str]:
        """The key of each column by every heading that it may have."""
        return {plain(name): column.key for column in self.columns for name in (column.heading, *column.others)}

    def knows(self, heading: str) -> bool:
        """Whether a heading is the name of a column."""
        return plain(heading) in self.keys

    def known_among(self, rows: Iterable[FirstRow]) -> int:
        """How many headings the row has that has most of them."""
        return max((sum(map(self.knows, row.texts)) for row in rows), default=0)

    def at_once(self) -> TableSpec:
        """The same, for reading within a web request."""
        return replace(self, limits=self.limits.at_once())

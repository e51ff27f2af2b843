"""What an import did, or would do, row by row: kept as JSON with the import and shown on its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from .doubts import Doubt
from .rows import Refusal, RosterRow


class RowOutcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class StoredChange(NamedTuple):
    """One field of a stored row, before and after."""

    model: str
    field: str
    old: Any
    new: Any


@dataclass
class Result:
    """One row of the file. `new` names what it brings: person, arrival (from another UGEL), post, assignment."""

    line: int
    who: str
    document: str
    place: str = ""
    new: list[str] = field(default_factory=list)
    changes: list[StoredChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: Sequence[Refusal] = ()
    days: dict[str, list[str]] = field(default_factory=dict)  # from when, and until when if known, what is new runs
    namesake: str = ""  # the key of somebody known who has the name of this new person
    cells: dict[str, str] = field(default_factory=dict)  # of a refused row: what stood in each column

    def is_new(self, what: str, starts_on: date | None = None, ends_on: date | None = None) -> None:
        self.new.append(what)
        if starts_on:
            self.days[what] = [day.isoformat() for day in (starts_on, ends_on) if day]

    @property
    def outcome(self) -> RowOutcome:
        if self.faults:
            return RowOutcome.REFUSED
        if {"person", "arrival", "post"} & set(self.new):
            return RowOutcome.NEW
        return RowOutcome.CHANGED if self.new or self.changes else RowOutcome.SAME

    def as_json(self) -> dict[str, Any]:
        changes = [[c.model, c.field, _plain(c.old), _plain(c.new)] for c in self.changes]
        faults = [asdict(fault) for fault in self.faults]
        return {**vars(self), "outcome": self.outcome.value, "changes": changes, "faults": faults}

    def deeds(self) -> tuple[Any, ...]:
        """What would be stored because of this row, without the words about it."""
        plain = self.as_json()
        return plain["line"], plain["outcome"], plain["new"], plain["changes"]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        known = {name: data[name] for name in ("line", "who", "document", "place", "new", "notes")}
        known |= {name: data[name] for name in ("days", "namesake", "cells") if name in data}  # not in old ones
        changes = [StoredChange(*change) for change in data["changes"]]
        return cls(**known, changes=changes, faults=[Refusal(**fault) for fault in data["faults"]])


class RosterSummary:
    """The results of every row, the headers that were not read, and what else is to be said or asked of the file."""

    def __init__(
        self,
        results: Sequence[Result] = (),
        unread: Sequence[str] = (),
        notes: Sequence[str] = (),
        doubts: Sequence[Doubt] = (),
    ) -> None:
        self.results = list(results)
        self.unread = list(unread)
        self.notes = list(notes)
        self.doubts = list(doubts)

    def add(self, result: Result) -> None:
        self.results.append(result)

    def sort_as(self, rows: Sequence[RosterRow]) -> None:
        """Put the results in the order of these rows, one for each."""
        place = {row.line: n for n, row in enumerate(rows)}
        self.results.sort(key=lambda result: place[result.line])

    @property
    def counts(self) -> Counter[str]:
        return Counter(result.outcome.value for result in self.results)

    @property
    def changes_nothing(self) -> bool:
        return not (self.counts[RowOutcome.NEW] or self.counts[RowOutcome.CHANGED])

    def of(self, outcome: str) -> list[Result]:
        """The results with this outcome; every one when it names none."""
        if outcome not in set(RowOutcome):
            return self.results
        return [result for result in self.results if result.outcome == outcome]

    def takes_nobody_for_want_of(self, heading: str) -> bool:
        """Whether every row is refused, and some of them for what stands under this heading."""
        refused = self.of(RowOutcome.REFUSED)
        wants = any(fault.column == heading for result in refused for fault in result.faults)
        return wants and len(refused) == len(self.results)

    def does_the_same_as(self, other: RosterSummary) -> bool:
        """Whether both would store the same; what is merely said, in whatever language, is left aside."""
        return [result.deeds() for result in self.results] == [result.deeds() for result in other.results]

    def as_json(self) -> dict[str, Any]:
        rows = [result.as_json() for result in self.results]
        doubts = [doubt.as_json() for doubt in self.doubts]
        return {"rows": rows, "unread": self.unread, "notes": self.notes, "doubts": doubts}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> RosterSummary:
        results = [Result.from_json(row) for row in data.get("rows", [])]
        doubts = [Doubt(**doubt) for doubt in data.get("doubts", [])]
        return cls(results, data.get("unread", []), data.get("notes", []), doubts)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

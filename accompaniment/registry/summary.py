"""Counts of an import and the first lines of each list, kept as JSON with the import and shown on its page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .differences import FieldChange, is_alarming
from .faults import CellFault

LISTED = 200  # lines kept of each list; the count is always the whole
OUTSIDE_LISTED = 5  # a national file holds thousands of lines of other UGELs, all with one reason


@dataclass
class UgelClosures:
    """How many of a UGEL's services open before the import it would close."""

    name: str
    open_before: int
    closing: int = 0

    @property
    def is_alarming(self) -> bool:
        return is_alarming(self.closing, self.open_before)


@dataclass
class ImportSummary:
    """What an import does, or would do."""

    counts: Counter[str] = field(default_factory=Counter)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    ugels: dict[str, UgelClosures] = field(default_factory=dict)
    new_ugels: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what is to be said of the file: which part of it was read

    def add(self, outcome: str, code: str, name: str, detail: Any = None) -> None:
        self.counts[outcome] += 1
        self._keep(outcome, [code, name, detail])

    def add_changes(self, outcome: str, code: str, name: str, changes: list[FieldChange]) -> None:
        self.add(outcome, code, name, [[c.field, _plain(c.old), _plain(c.new)] for c in changes])

    def refuse(self, faults: list[CellFault]) -> None:
        """Count one refused line, with each of its reasons."""
        self.counts["refused"] += 1
        self._note("refused", faults)

    def warn(self, faults: list[CellFault]) -> None:
        self.counts["warnings"] += len(faults)
        self._note("warnings", faults)

    def _note(self, kind: str, faults: list[CellFault]) -> None:
        for fault in faults:
            self.counts[f"{kind}:{fault.code}"] += 1
            if fault.code != "other_ugel" or self.counts["refused:other_ugel"] <= OUTSIDE_LISTED:
                self._keep(kind, [fault.line, fault.column, fault.code, fault.value])

    def reasons(self, kind: str) -> list[tuple[str, int]]:
        """Return the reasons of one kind of faults with how many of each there are, the most frequent first."""
        prefix = f"{kind}:"
        found = Counter({name.removeprefix(prefix): n for name, n in self.counts.items() if name.startswith(prefix)})
        return found.most_common()

    @property
    def alarming(self) -> list[UgelClosures]:
        return [ugel for ugel in self.ugels.values() if ugel.is_alarming]

    @property
    def changes_nothing(self) -> bool:
        return not any(self.counts[outcome] for outcome in ("created", "changed", "closed", "reopened", "taken_over"))

    def as_json(self) -> dict[str, Any]:
        closures = [[code, u.name, u.open_before, u.closing] for code, u in self.ugels.items() if u.closing]
        return {
            "counts": dict(self.counts),
            "lists": self.lists,
            "closures": closures,
            "new_ugels": self.new_ugels,
            "notes": self.notes,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ImportSummary:
        closures = {code: UgelClosures(*entry) for code, *entry in data.get("closures", [])}
        counts, lists = Counter(data.get("counts", {})), dict(data.get("lists", {}))
        return cls(counts, lists, closures, data.get("new_ugels", []), data.get("notes", []))

    def _keep(self, name: str, entry: list[Any]) -> None:
        kept = self.lists.setdefault(name, [])
        if len(kept) < LISTED:
            kept.append(entry)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value

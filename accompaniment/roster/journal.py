"""What an import stored, row by row of the database, so that undoing it is exact."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

PERSON_OF = {"post": ["teacher"], "assignment": ["post__teacher"], "teacher": [], "user": []}
ACCOUNT_FIELDS = ("email",)  # all that an import may change in an account


def snapshot(row: Model) -> dict[str, Any]:
    """Return the stored values of a row as JSON keeps them."""
    names = ACCOUNT_FIELDS if row._meta.model_name == "user" else [field.attname for field in row._meta.concrete_fields]
    values = {name: getattr(row, name) for name in names}
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain


def rows_with_person(model: str, pks: Iterable[Any]) -> QuerySet[Any]:
    """Return rows that an import stores, each with the person it is about at hand."""
    rows = apps.get_model("accompaniment", model)._base_manager.filter(pk__in=list(pks))
    return rows.select_related(*PERSON_OF[model]) if PERSON_OF[model] else rows


@dataclass
class JournalEntry:
    """One row: `before` is None when the import created it."""

    model: str
    pk: str
    before: dict[str, Any] | None
    after: dict[str, Any]

    @property
    def is_created(self) -> bool:
        return self.before is None


class Journal:
    """Entries in the order in which rows were first touched; a row touched twice keeps its first `before`."""

    def __init__(self, entries: Iterable[JournalEntry] = ()) -> None:
        self.entries = {(entry.model, entry.pk): entry for entry in entries}

    def created(self, row: Model) -> None:
        self._add(row, None)

    def changed(self, row: Model, before: dict[str, Any]) -> None:
        """Note a row that may have changed; one that did not is not noted."""
        row.refresh_from_db()
        if snapshot(row) != before:
            self._add(row, before)

    def _add(self, row: Model, before: dict[str, Any] | None) -> None:
        entry = JournalEntry(str(row._meta.model_name), str(row.pk), before, snapshot(row))
        known = self.entries.get((entry.model, entry.pk))
        if known:
            known.after = entry.after
        else:
            self.entries[entry.model, entry.pk] = entry

    def absorb(self, other: Journal) -> None:
        for key, entry in other.entries.items():
            if key in self.entries:
                self.entries[key].after = entry.after
            else:
                self.entries[key] = entry

    def rows(self) -> dict[tuple[str, str], Model]:
        """Return the rows as they are today, those that are still there."""
        pks: dict[str, list[str]] = defaultdict(list)
        for model, pk in self.entries:
            pks[model].append(pk)
        return {(model, str(row.pk)): row for model in pks for row in rows_with_person(model, pks[model])}

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self.entries.values()]

    @classmethod
    def from_json(cls, data: Iterable[dict[str, Any]]) -> Journal:
        return cls(JournalEntry(**entry) for entry in data)

"""What it takes to undo a join: what it changed, row by row, and what the person had when it was done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from accompaniment.accounts.models import User
from accompaniment.accounts.ways_in import WAYS_IN
from accompaniment.people.models.merged_records import DistinctPeople, MergedRecord
from accompaniment.people.models.posts import Post, Teacher

from .comparison import Holding, nouns
from .foreign_keys import Moved, foreign_keys_to, label_of, referring_rows
from .stored_rows import RowChange, Rows, changes_between, read, read_again

TEACHER, USER, POST = "accompaniment.teacher", "accompaniment.user", "accompaniment.post"


@dataclass(frozen=True)
class Undo:
    """`known` has the keys of all that hung on the person right after the join, by model: what is new is not there."""

    changes: list[RowChange]
    known: dict[str, list[str]]

    def as_json(self) -> dict[str, Any]:
        return {"changes": [change.as_json() for change in self.changes], "known": self.known}

    @classmethod
    def of(cls, record: MergedRecord) -> Undo:
        """Read it of a join that may still be undone."""
        stored = record.undo or {"changes": [], "known": {}}
        return cls([RowChange(**change) for change in stored["changes"]], stored["known"])

    def of_model(self, label: str) -> list[RowChange]:
        return [change for change in self.changes if change.model == label]

    def names_no_longer_used(self) -> list[str]:
        """The names under which accounts of the two were entered, and are no more."""
        became = {change.became().get("username") for change in self.of_model(USER)}
        had = [(change.before or {}).get("username") for change in self.of_model(USER)]
        return [name for name in had if name and name not in became]

    def holdings(self) -> list[Holding]:
        """How much of each kind goes back to the record that comes back."""
        back = Counter(label_of(moved.relation) for moved in self._moved_from(Teacher) for _row in moved.rows)
        return [Holding(label, back[label]) for label in nouns() if back[label]]

    def moved(self) -> list[Moved]:
        """The rows that go back, with what they point at until then."""
        return [moved for target in (Teacher, Post) for moved in self._moved_from(target)]

    def _moved_from(self, target: type[Model]) -> Iterator[Moved]:
        for relation in foreign_keys_to(target):
            sources: dict[Any, list[Any]] = defaultdict(list)
            for change in self.of_model(label_of(relation)):
                if source := change.became().get(relation.field.attname):
                    sources[source].append(_key_of(relation.related_model, change.pk))
            yield from (Moved(relation, _key_of(target, source), rows) for source, rows in sources.items())


def _key_of(model: Any, stored: str) -> Any:
    return model._meta.pk.to_python(stored)


def rows_about(people: Collection[Any], accounts: Collection[Any]) -> Rows:
    """Return all that joining these people may change: their records, accounts, posts, and what hangs on them."""
    return read(_rows_about(people, accounts))


def _rows_about(people: Collection[Any], accounts: Collection[Any]) -> Iterator[QuerySet[Any]]:
    yield Teacher._base_manager.filter(pk__in=people)
    yield User._base_manager.filter(pk__in=accounts)
    for way_in in WAYS_IN:
        yield way_in._base_manager.filter(user__in=accounts)
    posts = list(Post._base_manager.filter(teacher__in=people).values_list("pk", flat=True))
    for target, keys in ((Teacher, people), (Post, posts)):
        for relation in foreign_keys_to(target):
            yield referring_rows(relation, keys)
    for one in people:
        yield DistinctPeople.objects.about(one)


def what_changed(before: Rows, *, kept: Teacher, accounts: Collection[Any]) -> Undo:
    """Return what undoes a join that has just been made; `before` it, `rows_about` both people said this."""
    now = rows_about([kept.pk], accounts)
    known: dict[str, list[str]] = defaultdict(list)
    for label, pk in now:
        known[label].append(pk)
    changes = changes_between(before, {**now, **read_again(before)})
    return Undo(sorted(changes, key=_is_reopened), dict(known))


def _is_reopened(change: RowChange) -> bool:
    """A closed account is called as before only once the one that stayed no longer is called so."""
    return change.model == USER and "is_active" in (change.before or {})

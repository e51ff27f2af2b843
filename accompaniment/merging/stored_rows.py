"""Rows of the database as JSON: read before and after a change, told apart, and put back exactly as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, QuerySet

from accompaniment.audit.tracked import Tracked, stored_rows, write_changes

Values = dict[str, Any]
Key = tuple[str, str]  # a model's label and the row's key
Rows = dict[Key, Values]


@dataclass(frozen=True)
class RowChange:
    """One row: the columns that differ, or all of them where it came (`before` is None) or went (`after` is None)."""

    model: str
    pk: str
    before: Values | None
    after: Values | None

    @property
    def key(self) -> Key:
        return self.model, self.pk

    def became(self) -> Values:
        """What was written in a row that was there before and is still there."""
        return (self.after or {}) if self.before is not None else {}

    def rows(self) -> QuerySet[Any]:
        """All rows of its model."""
        rows: QuerySet[Any] = _model(self.model)._base_manager.all()
        return rows

    def row(self) -> Model:
        """The row itself, as it is now."""
        row: Model = self.rows().get(pk=self.pk)
        return row

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read(querysets: Iterable[QuerySet[Any]]) -> Rows:
    """Return what these rows say, by their keys."""
    return {(row._meta.label_lower, str(row.pk)): _values(row) for rows in querysets for row in rows}


def read_again(keys: Iterable[Key]) -> Rows:
    """Return what these rows say now, those that are there."""
    return read(_model(label)._base_manager.filter(pk__in=pks) for label, pks in _by_model(keys).items())


def changes_between(before: Rows, after: Rows) -> list[RowChange]:
    """Return what differs, row by row, in the order of `before`."""
    found = (_change(key, before.get(key), after.get(key)) for key in {**before, **after})
    return [change for change in found if change.before != change.after]


def _change(key: Key, before: Values | None, after: Values | None) -> RowChange:
    if before is None or after is None:
        return RowChange(*key, before, after)
    names = [name for name in before if before[name] != after[name]]
    return RowChange(*key, {name: before[name] for name in names}, {name: after[name] for name in names})


def put_back(changes: Sequence[RowChange]) -> None:
    """Let every row say what it said before: in this order, and those that went after all others.

    Columns are written as they were read, whatever saving a row does otherwise; each change of a model whose changes
    are logged is logged.
    """
    before = _tracked(changes)
    for change in changes:
        rows = _model(change.model)._base_manager.filter(pk=change.pk)
        if change.before is None:
            rows.delete()
        elif change.after is not None:
            rows.update(**_from_json(change.model, change.before))
    for change in changes:
        if change.before is not None and change.after is None:
            row = _model(change.model)(**_from_json(change.model, change.before))
            row.save_base(raw=True, force_insert=True)
    for label, rows_before in before.items():
        pks = [change.pk for change in changes if change.model == label]
        write_changes(rows_before, stored_rows(_model(label), pks))


def _tracked(changes: Iterable[RowChange]) -> dict[str, dict[Any, Tracked]]:
    """What rows whose changes are logged say, by model."""
    found = _by_model(change.key for change in changes).items()
    return {label: stored_rows(model, pks) for label, pks in found if issubclass(model := _model(label), Tracked)}


def _by_model(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for label, pk in keys:
        found[label].append(pk)
    return found


def _model(label: str) -> Any:
    return apps.get_model(label)


def _values(row: Model) -> Values:
    return {field.attname: _as_json(field, row) for field in row._meta.concrete_fields}


def _as_json(field: Field[Any, Any], row: Model) -> Any:
    """A value as the field itself writes it down, which loses nothing."""
    return None if field.value_from_object(row) is None else field.value_to_string(row)


def _from_json(label: str, values: Values) -> Values:
    fields = {field.attname: field for field in _model(label)._meta.concrete_fields}
    return {name: value if value is None else fields[name].to_python(value) for name, value in values.items()}

"""Everything in the database that refers to a row, in whatever app: counted, foreseen and moved.

This app can't name visits or documents, and needs not: Django knows every foreign key that leads here, and one that is
added tomorrow moves like the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery, UniqueConstraint
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Coalesce

from accompaniment.audit.append_only import AppendOnly
from accompaniment.audit.tracked import Tracked
from accompaniment.people.models.merged_records import DistinctPeople
from accompaniment.people.models.posts import Post

LEFT_ALONE = (AppendOnly, DistinctPeople)  # logs never change, and pairs kept apart are decided anew


def foreign_keys_to(model: type[Model]) -> list[ForeignObjectRel]:
    """Return the keys that point at a model's rows and follow a row that is joined to another."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
        and (relation.one_to_many or relation.one_to_one)
        and not issubclass(relation.related_model, LEFT_ALONE)
    ]


def label_of(relation: ForeignObjectRel) -> str:
    return str(relation.related_model._meta.label_lower)


def field_path(relation: ForeignObjectRel) -> str:
    return f"{label_of(relation)}.{relation.field.name}"


def way_to_post(model: Any, *, further: bool = True) -> str:
    """Return the way from a model to the post that its rows are about, itself or what they hang on; empty without."""
    for field in model._meta.concrete_fields:
        if field.related_model is Post:
            return field.name
    keys = [field for field in model._meta.concrete_fields if field.related_model] if further else []
    ways = ((field.name, way_to_post(field.related_model, further=False)) for field in keys)
    return next((f"{name}__{way}" for name, way in ways if way), "")


def referring_rows(relation: ForeignObjectRel, rows: Collection[Any]) -> QuerySet[Any]:
    """Return what points at these rows through one key; a model whose changes are logged answers in its own way."""
    model: Any = relation.related_model
    manager = model._default_manager if issubclass(model, Tracked) else model._base_manager
    found: QuerySet[Any] = manager.filter(**{f"{relation.field.name}__in": rows}).order_by()
    return found


def with_related_counts(rows: QuerySet[Any], relations: Collection[ForeignObjectRel]) -> QuerySet[Any]:
    """Annotate `related_count_0`, `related_count_1`… : how much points at each row through each of the keys."""
    counts = {
        f"related_count_{n}": count_of(relation.related_model, relation.field.name)
        for n, relation in enumerate(relations)
    }
    return rows.annotate(**counts)


def count_of(model: Any, path: str) -> Coalesce:
    """Return the expression that counts the rows of `model` whose `path` leads to the outer row."""
    rows = model._base_manager.filter(**{path: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(rows.values(path).annotate(n=Count("pk")).values("n")), 0)


def is_referenced(row: Model) -> bool:
    return any(referring_rows(relation, [row.pk]).exists() for relation in foreign_keys_to(type(row)))


class Collision(NamedTuple):
    """Two rows of which the database keeps one: what points at `target` through a key, and what points at `source`."""

    relation: ForeignObjectRel
    kept: Model
    merged: Model

    @property
    def is_contradiction(self) -> bool:
        """Whether they say different things of the same."""
        said = [field.attname for field in self.kept._meta.concrete_fields if not field.primary_key]
        said.remove(self.relation.field.attname)
        return any(getattr(self.kept, name) != getattr(self.merged, name) for name in said)


def collisions(relation: ForeignObjectRel, *, source: Any, target: Any) -> list[Collision]:
    """Return what points at `source` and may not point at `target`, where there is already one like it."""
    name, model = relation.field.name, relation.related_model
    pairs: dict[Any, Any] = {}
    for names, condition in _once_only(relation):
        others = [other for other in names if other != name]
        taken = {tuple(key): pk for pk, *key in _keys(referring_rows(relation, [target]).filter(condition), others)}
        for pk, *key in _keys(referring_rows(relation, [source]).filter(condition), others) if taken else ():
            if tuple(key) in taken:
                pairs[pk] = taken[tuple(key)]
    rows = _with_what_they_name(model, relation).in_bulk([*pairs, *pairs.values()]) if pairs else {}
    return [Collision(relation, kept=rows[kept], merged=rows[merged]) for merged, kept in pairs.items()]


def _with_what_they_name(model: Any, relation: ForeignObjectRel) -> QuerySet[Any]:
    """The rows of a model with all that they point at, but for the key that is being joined."""
    others = [field.name for field in model._meta.concrete_fields if field.is_relation and field != relation.field]
    rows: QuerySet[Any] = model._base_manager.all()
    return rows.select_related(*others) if others else rows


def _keys(rows: QuerySet[Any], names: list[str]) -> Iterator[tuple[Any, ...]]:
    """The rows by their values, without those that have an empty one: a database never takes two of them for one."""
    return (values for values in rows.values_list("pk", *names) if None not in values)


def _once_only(relation: ForeignObjectRel) -> Iterator[tuple[Collection[str], Q]]:
    """The sets of fields, with this key among them, that the database keeps unique, and in which rows."""
    field, meta = relation.field, relation.related_model._meta
    if field.unique:
        yield [field.name], Q()
    for names in meta.unique_together:
        if field.name in names:
            yield names, Q()
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and field.name in constraint.fields:
            yield constraint.fields, constraint.condition or Q()


@dataclass(frozen=True)
class Moved:
    """The keys of the rows that pointed at `source` through one key and point elsewhere now."""

    relation: ForeignObjectRel
    source: Any
    rows: list[Any]


def move_references(relation: ForeignObjectRel, *, source: Any, target: Any) -> Moved:
    """Make what points at `source` point at `target`."""
    rows = referring_rows(relation, [source])
    keys = list(rows.values_list("pk", flat=True))
    if keys:
        rows.update(**{relation.field.attname: target})
    return Moved(relation, source, keys)

"""Models whose every change is logged: by save, by update and in bulk alike, with the values before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import connections, models, transaction
from django.utils import translation

from accompaniment.audit.models.changes import TrackedChange
from accompaniment.lib.search import search_key

from .actor import current_actor, is_recorded

M = TypeVar("M", bound="Tracked")
MASKED = "•••"
AT_ONCE = 500


class TrackedQuerySet(models.QuerySet[M]):
    """Rows whose bulk writes are logged too; each reads them before and after."""

    def update(self, **changes: Any) -> int:
        if not is_recorded():
            return super().update(**changes)
        with transaction.atomic(using=self.db, savepoint=False):
            keys = list(self.order_by().values_list("pk", flat=True))
            before = stored_rows(self.model, keys, lock=True)
            changed = super().update(**changes)
            if changed:
                write_changes(before, stored_rows(self.model, keys))
        return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        if not is_recorded():
            return super().delete()
        with transaction.atomic(using=self.db, savepoint=False):
            before = stored_rows(self.model, list(self.order_by().values_list("pk", flat=True)))
            deleted = super().delete()
            write_changes(before, {})
        return deleted

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        if not is_recorded():
            return super().bulk_create(objs, *args, **kwargs)
        if kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts"):
            raise TypeError("Rows that the database may skip or overwrite can't be logged: save them one by one.")
        with transaction.atomic(using=self.db, savepoint=False):
            created = super().bulk_create(objs, *args, **kwargs)
            write_changes({}, stored_rows(self.model, [row.pk for row in created]))
        return created


class Tracked(models.Model):
    """A model whose rows leave a `TrackedChange` behind whenever they are created, changed or deleted."""

    # Fields that say nothing of their own, and fields whose value is nobody's business.
    audit_silent: ClassVar[frozenset[str]] = frozenset()
    audit_masked: ClassVar[frozenset[str]] = frozenset()
    # Relations that naming a row, or what it belongs to, needs.
    audit_with: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        names = kwargs.get("update_fields")
        if not is_recorded() or (names is not None and set(names) <= self.audit_silent):
            super().save(*args, **kwargs)
            return
        with transaction.atomic(savepoint=False):
            before = {} if self._state.adding else stored_rows(type(self), [self.pk])
            super().save(*args, **kwargs)
            write_changes(before, stored_rows(type(self), [self.pk]))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic(savepoint=False):
            before = stored_rows(type(self), [self.pk]) if is_recorded() else {}
            deleted = super().delete(*args, **kwargs)
            write_changes(before, {})
        return deleted

    def audit_teacher(self) -> Any:
        """The key of the accompanied person whom this row is about; None when it is about nobody."""
        return None

    def audit_ugel(self) -> int | None:
        """The key of the UGEL whose roster this row is part of; None when it is part of none."""
        return None


def stored_rows(model: type[M], keys: list[Any], *, lock: bool = False) -> dict[Any, M]:
    """Return the rows as they are in the database now, by key; with `lock` nobody else changes them meanwhile."""
    found: dict[Any, M] = {}
    for start in range(0, len(keys), AT_ONCE):
        rows = model._base_manager.filter(pk__in=keys[start : start + AT_ONCE])
        if lock and connections[rows.db].features.has_select_for_update:
            list(rows.order_by("pk").select_for_update().values_list("pk"))
        found |= {row.pk: row for row in rows.select_related(*model.audit_with)}
    return found


def write_changes(before: Mapping[Any, Tracked], after: Mapping[Any, Tracked]) -> None:
    """Log the difference between the same rows before and after; rows without one leave nothing."""
    with translation.override(settings.LANGUAGE_CODE):
        changes = [_change(before.get(key), after.get(key)) for key in {**before, **after}]
    TrackedChange.objects.bulk_create([change for change in changes if change], batch_size=AT_ONCE)


def _change(old: Tracked | None, new: Tracked | None) -> TrackedChange | None:
    row = new or old
    assert row is not None  # noqa: S101 : a key comes from one of the two
    action = (
        TrackedChange.Action.CHANGED
        if old and new
        else TrackedChange.Action.CREATED
        if new
        else TrackedChange.Action.DELETED
    )
    fields = differences(old, new)
    return change_of(row, action, fields) if fields else None


def change_of(
    row: models.Model, action: TrackedChange.Action, fields: dict[str, list[Any]], **about: Any
) -> TrackedChange:
    """Return the unsaved log entry on one row; `about` says whom and where when the model is not tracked itself."""
    who, name = current_actor(), str(row)[:200]
    if isinstance(row, Tracked):
        about = {"teacher_id": row.audit_teacher(), "ugel_id": row.audit_ugel()}
    return TrackedChange(
        by_id=who.pk if who else None,
        action=action,
        model=row._meta.label_lower,
        object_id=str(row.pk),
        name=name,
        search_name=search_key(name),
        fields=fields,
        **about,
    )


def differences(old: Tracked | None, new: Tracked | None) -> dict[str, list[Any]]:
    """Map each field that differs to its value before and after, as JSON; a missing row has only empty values."""
    row = new or old
    assert row is not None  # noqa: S101
    found: dict[str, list[Any]] = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in row.audit_silent:
            continue
        was, now = (getattr(one, field.attname) if one else None for one in (old, new))
        if was == now or (was in EMPTY and now in EMPTY):
            continue
        if field.name in row.audit_masked:
            found[field.name] = [MASKED, MASKED]
        else:
            found[field.name] = [_as_json(old, field), _as_json(new, field)]
    return found


EMPTY: tuple[Any, ...] = (None, "", [])


def _as_json(row: Tracked | None, field: models.Field[Any, Any]) -> Any:
    """A field's value as JSON; a relation as it is called."""
    if row is None:
        return None
    if field.is_relation:
        related = getattr(row, field.name)
        return str(related) if related else None
    value = getattr(row, field.attname)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value

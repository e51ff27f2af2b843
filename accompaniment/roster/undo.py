"""Undoing an import: what it created goes, what it changed comes back, unless something already hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.campaigns.signals import endings_taken_back
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.models.posts import Post

from .journal import PERSON_OF, Journal, JournalEntry, rows_with_person, snapshot

OWN = "accompaniment"


def reasons_to_keep(journal: Journal, *, by: User) -> list[str]:
    """Say, one sentence each, why an import can't be undone any more; nothing when it can."""
    posts = [entry.pk for entry in journal.entries.values() if entry.model == "post"]
    if Post.objects.filter(pk__in=posts).exclude(pk__in=Post.objects.managed_by(by).values("pk")).exists():
        return [_("Trajo plazas de una UGEL que ya no está a tu cargo.")]
    return sorted({*_later_changes(journal), *_hanging(journal)})


def _later_changes(journal: Journal) -> Iterator[str]:
    rows = journal.rows()
    for key, entry in journal.entries.items():
        row = rows.get(key)
        if row is None:
            yield _("%(name)s: ya no está en el sistema.") % {"name": _name_in(entry)}
        elif snapshot(row) != entry.after:
            yield _("%(name)s: sus datos, su plaza o su acceso cambiaron después.") % {"name": _owner(row)}


def _hanging(journal: Journal) -> Iterator[str]:
    """Name whoever has, on a row that the import created, something that the import did not bring."""
    created: dict[str, set[str]] = {model: set() for model in PERSON_OF}
    for entry in journal.entries.values():
        if entry.is_created:
            created[entry.model].add(entry.pk)
    for model, pks in created.items():
        described = apps.get_model(OWN, model)
        for relation in described._meta.related_objects:
            later: Any = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pks})
            if relation.related_model._meta.app_label == OWN:
                later = later.exclude(pk__in=created.get(relation.related_model._meta.model_name, ()))
            owners = later.values_list(relation.field.attname, flat=True).distinct()
            for row in rows_with_person(model, owners):
                yield _("%(name)s: ya tiene visitas, documentos u otros registros.") % {"name": _owner(row)}


def _owner(row: Model) -> str:
    """The person whom a row is about."""
    for step in ("post", "teacher"):
        row = getattr(row, step, row)
    return str(row)


def _name_in(entry: JournalEntry) -> str:
    known = entry.after
    return f"{known['last_names']}, {known['first_names']}" if "last_names" in known else _("Un registro")


def put_back(journal: Journal, *, since: datetime | None) -> None:
    """Undo every entry, the latest first; `since` is when the import began to store them."""
    rows = journal.rows()
    for key, entry in reversed(list(journal.entries.items())):
        row = rows[key]
        if entry.before is None:
            row.delete()
            continue
        for name, value in entry.before.items():
            field = next(field for field in row._meta.concrete_fields if field.attname == name)
            setattr(row, name, field.to_python(value))
        row.save()
    if last_days := _endings(journal):
        endings_taken_back.send(sender=Assignment, last_days=last_days, since=since)


def _endings(journal: Journal) -> dict[int, date]:
    """The last days that the import gave to assignments, by key."""
    changed = (entry for entry in journal.entries.values() if entry.model == "assignment" and entry.before)
    days = {int(entry.pk): (entry.before or {}, entry.after["ends_on"]) for entry in changed}
    return {pk: date.fromisoformat(day) for pk, (before, day) in days.items() if day and day != before["ends_on"]}

"""Rows held for one writer, so that what a service finds out before it writes is still so when it writes.

SQLite has one writer at a time; on PostgreSQL a service that looks before it writes first locks the row that its rule
is about: the person whose posts may not overlap, the UGEL whose names are its own. Who needs several takes them in this
order, and of each kind by key: UGEL, teacher, account, companion, campaign, post, assignment, visit.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

AT_ONCE = _("Alguien guardó lo mismo en este momento. Revísalo e inténtalo otra vez.")


def lock(row: Model) -> None:
    """Let nobody else change or lock this row until the transaction ends, and read it anew.

    What it refers to stays at hand where that is still the same. Raises ValidationError when the row is gone.
    """
    found = type(row)._base_manager.filter(pk=row.pk).order_by("pk")  # alone: ordered by what it refers to, PostgreSQL
    stored = _held(found).first()  # would miss a row that another writer has meanwhile let refer to something else
    if stored is None:
        raise ValidationError(_("Ya no está: alguien lo quitó o lo unió con otro mientras tanto."))
    for field in row._meta.concrete_fields:
        setattr(row, field.attname, getattr(stored, field.attname))
    vars(row).pop("_prefetched_objects_cache", None)


def lock_all(rows: QuerySet[Any]) -> list[Any]:
    """Lock these rows, in the order of their keys: two who lock the same ones never wait for each other. Return their
    keys: without those of rows that are gone.
    """
    return list(_held(rows.order_by("pk")).values_list("pk", flat=True))


def _held(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows that refer to these may still be added."""
    return rows.select_for_update(of=("self",), no_key=True)

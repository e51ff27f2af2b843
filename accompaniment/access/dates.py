"""Rows that hold from one day to another, or without end: which of them are in force, and which share days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def in_force(on: date, prefix: str = "") -> Q:
    """Rows that have begun by `on` and have not ended before it."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


def is_in_force(row: Any, on: date) -> bool:
    """Answer for a row already read what `in_force` asks of the database."""
    return bool(row.starts_on <= on and (row.ends_on is None or on <= row.ends_on))


def overlapping(starts_on: date, ends_on: date | None) -> Q:
    """Dated rows that share at least one day with the given dates; None is without end."""
    shares = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    return shares & Q(starts_on__lte=ends_on) if ends_on else shares


def added_by(row: Any, ends_on: date) -> Q:
    """Other dated rows that share a day with those which this last day, being later, adds to `row`."""
    if row.ends_on is None or ends_on <= row.ends_on:
        return Q(pk__in=[])
    return overlapping(row.ends_on + timedelta(days=1), ends_on) & ~Q(pk=row.pk)


ENDS_AFTER_START = Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))


def ends_after_start(name: str) -> models.CheckConstraint:
    """Return the constraint that a dated row does not end before it begins."""
    return models.CheckConstraint(
        condition=ENDS_AFTER_START,
        name=name,
        violation_error_message=_("La fecha de fin no puede ser anterior a la de inicio."),
    )

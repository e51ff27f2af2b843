"""Writes on instruments: loading one from data and publishing a version."""

from datetime import date
from typing import Any

from django.db import transaction

from .models import Criterion, Instrument, InstrumentVersion, Level


@transaction.atomic
def load_instrument(data: dict[str, Any]) -> InstrumentVersion:
    """Create the instrument and the version described by `data` (docs/instruments.md) and publish it.

    A version that is already there is returned as it is: published versions are frozen.
    """
    instrument, _ = Instrument.objects.get_or_create(
        code=data["code"], defaults={name: data[name] for name in ("title", "teacher_kind", "cycle", "source")}
    )
    version, is_new = InstrumentVersion.objects.get_or_create(
        instrument=instrument,
        number=data["version"],
        defaults={"valid_from": date.fromisoformat(data["valid_from"]), "status": InstrumentVersion.Status.PUBLISHED},
    )
    if is_new:
        _fill(version, data["criteria"])
    return version


def _fill(version: InstrumentVersion, rows: list[dict[str, Any]]) -> None:
    criteria = Criterion.objects.bulk_create(
        Criterion(version=version, order=order, **{name: row[name] for name in row if name != "levels"})
        for order, row in enumerate(rows, start=1)
    )
    Level.objects.bulk_create(
        Level(criterion=criterion, value=value, **level)
        for criterion, row in zip(criteria, rows, strict=True)
        for value, level in enumerate(row["levels"], start=1)
    )

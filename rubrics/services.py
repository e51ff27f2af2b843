"""Writes on instruments: loading one from data and publishing a version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from django.db import transaction

from .checks import check_instrument, read_instrument
from .models import Criterion, Instrument, InstrumentVersion, Level

SHIPPED = Path(__file__).parent / "data"
OF_INSTRUMENT = {"title": "", "teacher_kind": "", "cycle": "", "source": ""}
OF_CRITERION = {"section": "", "title": "", "short_title": "", "aspects": "", "competency": "", "scale": ""}
OF_LEVEL = {"label": "", "descriptor": ""}


class Outcome(Enum):
    CREATED = "created"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Loaded:
    """The version that stands in the database after loading, and how it compares with the data."""

    version: InstrumentVersion
    outcome: Outcome


def shipped_files() -> list[Path]:
    """Return the instruments that come with the project."""
    return sorted(SHIPPED.glob("*.json"))


def load_shipped() -> list[Loaded]:
    """Load every instrument that comes with the project; those already there stay as they are."""
    return [load(data=read_instrument(path)) for path in shipped_files()]


def load_instrument(data: dict[str, Any]) -> InstrumentVersion:
    """Create the instrument and the version described by `data` (docs/instruments.md) and publish it.

    A version that is already there is returned as it is: published versions are frozen.
    """
    return load(data=data).version


@transaction.atomic
def load(*, data: dict[str, Any]) -> Loaded:
    """As `load_instrument`, and say whether the version is new, the same as `data`, or frozen with other contents.

    Raises InstrumentError when `data` has not the structure of an instrument.
    """
    check_instrument(data)
    instrument, _ = Instrument.objects.get_or_create(code=data["code"], defaults=_only(data, OF_INSTRUMENT))
    version, is_new = InstrumentVersion.objects.get_or_create(
        instrument=instrument, number=data["version"], defaults=_dates(data)
    )
    if not is_new:
        same = described(version) == _normalised(data)
        return Loaded(version, Outcome.SAME if same else Outcome.DIFFERENT)
    _fill(version, data["criteria"])
    publish_version(version=version)
    return Loaded(version, Outcome.CREATED)


@transaction.atomic
def publish_version(*, version: InstrumentVersion) -> None:
    """Freeze the version. Earlier ones without an end stop the day before it begins."""
    earlier = InstrumentVersion.objects.filter(
        instrument=version.instrument_id, number__lt=version.number, valid_to=None, valid_from__lt=version.valid_from
    )
    earlier.update(valid_to=version.valid_from - timedelta(days=1))
    version.status = InstrumentVersion.Status.PUBLISHED
    version.save(update_fields=["status"])


def described(version: InstrumentVersion) -> dict[str, Any]:
    """Return the version as the data that would load it, without the dates."""
    criteria = version.criteria.prefetch_related("levels")
    return {
        **{name: getattr(version.instrument, name) for name in ("code", *OF_INSTRUMENT)},
        "version": version.number,
        "criteria": [
            {
                **{name: getattr(criterion, name) for name in OF_CRITERION},
                "levels": [{name: getattr(level, name) for name in OF_LEVEL} for level in criterion.levels.all()],
            }
            for criterion in criteria
        ],
    }


def _normalised(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": data["code"],
        **_only(data, OF_INSTRUMENT),
        "version": data["version"],
        "criteria": [
            {**_only(row, OF_CRITERION), "levels": [_only(level, OF_LEVEL) for level in row["levels"]]}
            for row in data["criteria"]
        ],
    }


def _only(data: dict[str, Any], defaults: dict[str, str]) -> dict[str, str]:
    return {name: data.get(name, default) for name, default in defaults.items()}


def _dates(data: dict[str, Any]) -> dict[str, date]:
    return {name: date.fromisoformat(data[name]) for name in ("valid_from", "valid_to") if data.get(name)}


def _fill(version: InstrumentVersion, rows: list[dict[str, Any]]) -> None:
    criteria = Criterion.objects.bulk_create(
        Criterion(version=version, order=order, **_only(row, OF_CRITERION)) for order, row in enumerate(rows, start=1)
    )
    Level.objects.bulk_create(
        Level(criterion=criterion, value=value, **_only(level, OF_LEVEL))
        for criterion, row in zip(criteria, rows, strict=True)
        for value, level in enumerate(row["levels"], start=1)
    )

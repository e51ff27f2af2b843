"""Loading the instruments that come with the project, or from files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from django.db import transaction

from rubrics.instruments.checks import check_instrument, read_instrument
from rubrics.instruments.contents import (
    OF_INSTRUMENT,
    dates,
    described,
    fill,
    normalised,
    only,
    prompts_of,
    without_prompts,
)
from rubrics.instruments.models.criteria import Prompt
from rubrics.instruments.models.instruments import Instrument
from rubrics.instruments.models.versions import InstrumentVersion

from .publishing import publish_version

SHIPPED = Path(__file__).parents[2] / "data"


class LoadOutcome(Enum):
    CREATED = "created"
    SAME = "same"
    COMPLETED = "completed"
    DIFFERENT = "different"


@dataclass(frozen=True)
class LoadedInstrument:
    """The version that stands in the database after loading, and how it compares with the data."""

    version: InstrumentVersion
    outcome: LoadOutcome


def shipped_files() -> list[Path]:
    """Return the instruments that come with the project."""
    return sorted(SHIPPED.glob("*.json"))


def shipped_codes() -> set[str]:
    return {path.stem for path in shipped_files()}


def load_shipped() -> list[LoadedInstrument]:
    """Load every instrument that comes with the project; those already there stay as they are."""
    return [load(data=read_instrument(path)) for path in shipped_files()]


def load_instrument(data: dict[str, Any]) -> InstrumentVersion:
    """Create the instrument and the version described by `data` (docs/instruments.md) and publish it.

    A version that is already there is returned as it is: published versions are frozen.
    """
    return load(data=data).version


@transaction.atomic
def load(*, data: dict[str, Any]) -> LoadedInstrument:
    """As `load_instrument`, and say how the version compares with `data`: new, the same, or frozen with other contents.

    A version that is the same but for having no prompts receives them. Raises InstrumentError when `data` has not the
    structure of an instrument.
    """
    check_instrument(data)
    of_instrument = {**only(data, OF_INSTRUMENT), "by_default": data.get("by_default", True)}
    instrument, _ = Instrument.objects.get_or_create(code=data["code"], defaults=of_instrument)
    version, is_new = InstrumentVersion.objects.get_or_create(
        instrument=instrument, number=data["version"], defaults=dates(data)
    )
    if not is_new:
        return _compare(version, data)
    fill(version, data["criteria"])
    publish_version(version=version)
    return LoadedInstrument(version, LoadOutcome.CREATED)


def _compare(version: InstrumentVersion, data: dict[str, Any]) -> LoadedInstrument:
    stands, brought = described(version), normalised(data)
    if stands == brought:
        return LoadedInstrument(version, LoadOutcome.SAME)
    if without_prompts(stands) == without_prompts(brought):
        criteria = list(version.criteria.order_by("order"))
        if Prompt.objects.give_first(version, prompts_of(criteria, data["criteria"])):
            return LoadedInstrument(version, LoadOutcome.COMPLETED)
    return LoadedInstrument(version, LoadOutcome.DIFFERENT)

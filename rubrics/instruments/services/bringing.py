"""A file becomes a draft: of an instrument that the user keeps, or of a new one of theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

from accompaniment.models import Ugel, User
from rubrics.instruments.models.instruments import Instrument
from rubrics.instruments.models.versions import InstrumentVersion

from .drafts import InstrumentData, make_instrument, next_version
from .loading import shipped_codes


def home_of(*, data: dict[str, Any], by: User) -> InstrumentVersion | None:
    """Return the last version of the instrument that checked data continues.

    It is one that the person keeps, with the same code, title and people; None when the data is an instrument apart.
    """
    if data["code"] in shipped_codes():
        return None
    instrument = Instrument.objects.managed_by(by).filter(code=data["code"]).first()
    if instrument is None or any(
        getattr(instrument, name) != data.get(name, "") for name in ("title", "teacher_kind", "cycle")
    ):
        return None
    return instrument.versions.order_by("-number").first()


def bring_instrument(*, data: dict[str, Any], home: InstrumentVersion | None, ugel: Ugel | None) -> InstrumentVersion:
    """Make a draft of checked data: the version after `home`, or a new instrument of this UGEL, None for everyone's.

    Raises ValidationError when another draft is already waiting.
    """
    valid_from = date.fromisoformat(data["valid_from"])
    if home:
        return next_version(version=home, criteria=data["criteria"], valid_from=valid_from)
    about = InstrumentData(
        title=data["title"],
        teacher_kind=data["teacher_kind"],
        cycle=data.get("cycle", ""),
        source=data.get("source", ""),
        by_default=data.get("by_default", True),
        ugel=ugel,
    )
    return make_instrument(data=about, criteria=data["criteria"], valid_from=valid_from)

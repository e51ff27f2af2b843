"""Drafts and versions that the tests of instruments are about."""

from __future__ import annotations

from datetime import date
from typing import Any

from rubrics.instruments.services.drafts import InstrumentData, copy_version, make_instrument
from rubrics.instruments.services.publishing import publish_draft
from rubrics.models import InstrumentVersion

YES_NO = {
    "title": "Ordenan juntos",
    "short_title": "Ordenar",
    "scale": "yes_no",
    "levels": [{"label": "No", "descriptor": ""}, {"label": "Sí", "descriptor": ""}],
}


def hers(cast: Any, **fields: Any) -> InstrumentData:
    """An instrument of Berta's UGEL for classroom teachers of ciclo II."""
    return InstrumentData(
        **{"title": "De la UGEL", "teacher_kind": "classroom", "cycle": "II", "ugel": cast.ugel, **fields}
    )


def draft(cast: Any, *criteria: dict[str, Any], **fields: Any) -> InstrumentVersion:
    """A draft of Berta's UGEL, by default with one criterion."""
    return make_instrument(data=hers(cast, **fields), criteria=list(criteria or [YES_NO]))


def copied(cast: Any, **fields: Any) -> InstrumentVersion:
    """A draft that says what the shipped rubrics of ciclo II say."""
    return copy_version(version=cast.version, data=hers(cast, **fields))


def published(cast: Any, *criteria: dict[str, Any], since: date | None = None, **fields: Any) -> InstrumentVersion:
    version = draft(cast, *criteria, **fields)
    publish_draft(version=version, valid_from=since or cast.today, valid_to=None)
    version.refresh_from_db()
    return version


def url(version: InstrumentVersion, *rest: object) -> str:
    return "/".join(["/instruments", version.instrument.code, str(version.number), *map(str, rest), ""])

"""Making instruments: from nothing, as a copy, as the next version, from a file; and changing or leaving a draft."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accompaniment.audit.services import between, log_change
from accompaniment.lib.locks import lock
from accompaniment.models import TrackedChange, Ugel
from rubrics.instruments.contents import described, fill
from rubrics.instruments.models.instruments import Instrument
from rubrics.instruments.models.versions import InstrumentVersion

from .loading import shipped_codes
from .publishing import require_draft

CODE_LENGTH = 40
EDITED = ("title", "teacher_kind", "cycle", "source", "by_default")


@dataclass(frozen=True)
class InstrumentData:
    """What an instrument says of itself; without a UGEL it is everyone's."""

    title: str
    teacher_kind: str
    cycle: str = ""
    source: str = ""
    by_default: bool = True
    ugel: Ugel | None = None


@transaction.atomic
def make_instrument(
    *,
    data: InstrumentData,
    criteria: list[dict[str, Any]] | None = None,
    valid_from: date | None = None,
    form_id: uuid.UUID | None = None,
) -> InstrumentVersion:
    """Make an instrument with its first draft, empty or with the criteria of checked data.

    `form_id` is of the form that asks for it: sent twice with the same content it makes one.
    """
    if data.ugel:
        lock(data.ugel)
    fields = {name: getattr(data, name) for name in (*EDITED, "ugel")}
    sent_as = uuid.uuid5(form_id, repr(data)) if form_id else None
    if form_id and (made := InstrumentVersion.objects.filter(instrument__sent_as=sent_as).first()):
        return made
    instrument = Instrument.objects.create(code=free_code(data.title), sent_as=sent_as, **fields)
    return _make_draft(instrument, criteria or [], valid_from)


def copy_version(
    *, version: InstrumentVersion, data: InstrumentData, form_id: uuid.UUID | None = None
) -> InstrumentVersion:
    """Make an instrument of one's own whose first draft says what `version` says, prompts included."""
    return make_instrument(data=data, criteria=described(version)["criteria"], form_id=form_id)


@transaction.atomic
def next_version(
    *, version: InstrumentVersion, criteria: list[dict[str, Any]] | None = None, valid_from: date | None = None
) -> InstrumentVersion:
    """Return the draft that follows `version`; the one there is, or a new one that says the same or `criteria`.

    Raises ValidationError for an instrument that comes with the project, and when there already is another draft to
    which `criteria` would be lost.
    """
    instrument = version.instrument
    lock(instrument)
    if instrument.code in shipped_codes():
        raise ValidationError(_("Este instrumento viene con el programa y no se cambia: haz una copia y cámbiala."))
    if draft := instrument.versions.filter(status=InstrumentVersion.Status.DRAFT).first():
        if criteria is not None:
            raise ValidationError(_("Ya hay un borrador de este instrumento. Publícalo o bórralo antes de traer otro."))
        return draft
    return _make_draft(instrument, described(version)["criteria"] if criteria is None else criteria, valid_from)


def _make_draft(instrument: Instrument, criteria: list[dict[str, Any]], valid_from: date | None) -> InstrumentVersion:
    last = instrument.versions.aggregate(last=Max("number"))["last"] or 0
    version = InstrumentVersion.objects.create(
        instrument=instrument, number=last + 1, valid_from=valid_from or timezone.localdate()
    )
    fill(version, criteria)
    fields: dict[str, list[Any]] = {"status": [None, version.status], "number": [None, version.number]}
    log_change(version, fields, action=TrackedChange.Action.CREATED, ugel_id=instrument.ugel_id)
    return version


def free_code(title: str) -> str:
    """Return a code that no instrument has yet, made of the words of its title."""
    stem = slugify(title)[: CODE_LENGTH - 4].strip("-") or "instrumento"
    taken = set(Instrument.objects.filter(code__startswith=stem).values_list("code", flat=True)) | shipped_codes()
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


@transaction.atomic
def edit_instrument(*, version: InstrumentVersion, data: InstrumentData) -> Instrument:
    """Change what an instrument says of itself, while none of its versions was ever published."""
    require_draft(version)
    instrument = version.instrument
    if not may_be_renamed(instrument):
        raise ValidationError(_("Ya tiene una versión publicada: su título y para quién es no cambian."))
    before = {name: getattr(instrument, name) for name in EDITED}
    for name in EDITED:
        setattr(instrument, name, getattr(data, name))
    instrument.save(update_fields=EDITED)
    after = {name: getattr(instrument, name) for name in EDITED}
    log_change(instrument, between(before, after), ugel_id=instrument.ugel_id)
    return instrument


def may_be_renamed(instrument: Instrument) -> bool:
    """Whether no version was published: closed visits and documents say the title of those that were."""
    return not instrument.versions.exclude(status=InstrumentVersion.Status.DRAFT).exists()


@transaction.atomic
def delete_draft(*, version: InstrumentVersion) -> None:
    """Throw a draft away, and its instrument with it when it has no other version."""
    instrument = version.instrument
    lock(instrument)
    require_draft(version)
    fields: dict[str, list[Any]] = {"status": [version.status, None], "number": [version.number, None]}
    log_change(version, fields, action=TrackedChange.Action.DELETED, ugel_id=instrument.ugel_id)
    version.delete()
    if not instrument.versions.exists():
        instrument.delete()

"""Whether the private files are what their rows say: read by night, a part of them each, never within a request."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import FileField, Model
from django.utils import translation

from accompaniment.lib.stored_files import file_fields

from .models import FileFault

log = logging.getLogger(__name__)

PARTS = 28  # of all files, by the beginnings of their rows' keys: after four weeks each was read
SECONDS = 600.0  # of a night
CHUNK = 1 << 20
ALL_KEYS = 1 << 128


def look_at_files(*, today: date) -> int:
    """Look again at what was found before, then at the part of the day; return how many files are not what they were.

    A fault is noted, and forgotten once the file is there again or its row is gone.
    """
    ends = time.monotonic() + SECONDS
    for fault in FileFault.objects.all():
        _look_again(fault)
    for model, field in sealed_files():
        for row in _part_of(model, today):
            if time.monotonic() > ends:
                log.warning("The files of the day were too many to read; the rest comes with the next round")
                return _number()
            _note(row, field)
    return _number()


def sealed_files() -> Iterator[tuple[type[Model], FileField]]:
    """Those whose rows say what is in them."""
    for model, field in file_fields():
        if any(other.name == "sha256" for other in model._meta.fields):
            yield model, field


def _number() -> int:
    number = FileFault.objects.count()
    if number:
        log.error("%s private files are missing or are not what was stored", number)
    return number


def _part_of(model: type[Model], today: date) -> Iterator[Any]:
    """The rows whose turn it is, by their random keys."""
    part = today.toordinal() % PARTS
    first, last = part * ALL_KEYS // PARTS, (part + 1) * ALL_KEYS // PARTS - 1
    return model._default_manager.filter(pk__range=(UUID(int=first), UUID(int=last))).order_by("pk").iterator(500)


def _look_again(fault: FileFault) -> None:
    for model, field in sealed_files():
        if model._meta.label_lower == fault.of and (row := model._default_manager.filter(pk=fault.key).first()):
            return _note(row, field)
    fault.delete()
    return None


def _note(row: Any, field: FileField) -> None:
    which = {"of": row._meta.label_lower, "key": row.pk}
    file = getattr(row, field.name)
    if not file:  # a link, or a list that is not written yet
        return
    digest = _digest_of(file)
    if digest == row.sha256:
        FileFault.objects.filter(**which).delete()
    elif type(row)._default_manager.filter(pk=row.pk).exists():  # else it went with its row, this moment
        with translation.override("es"):
            told = {"name": row.nameless(), "is_missing": digest is None}
        FileFault.objects.update_or_create(**which, defaults=told)


def _digest_of(file: Any) -> str | None:
    """The SHA-256 of a stored file; None when there is none, or none that can be read."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()

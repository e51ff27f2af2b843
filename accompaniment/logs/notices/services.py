"""Reading and writing the notice of a UGEL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from accompaniment.lib.locks import lock
from accompaniment.territory.models import Ugel

from .models import PrivacyNotice

PARTS = (
    *("holder", "ruc", "address", "bank", "bank_code", "legal_basis", "purposes", "recipients", "term", "rights"),
    *("officer", "officer_email", "officer_phone", "complaint"),
)


def notices_of(ugels: Iterable[Ugel]) -> list[PrivacyNotice]:
    """Return what each UGEL says, in their order; for one that wrote nothing yet, what it says by default."""
    there = list(ugels)
    written = {notice.ugel_id: notice for notice in PrivacyNotice.objects.filter(ugel__in=there)}
    return [written.get(ugel.pk) or PrivacyNotice(ugel=ugel) for ugel in there]


def parts_of(notice: PrivacyNotice) -> list[tuple[Any, str]]:
    """Return the parts of a notice that say something, each with what it is called."""
    return [(label, text) for label, text in _all_parts(notice) if text]


def missing_of(notice: PrivacyNotice) -> list[Any]:
    """Return what the parts are called that say nothing."""
    return [label for label, text in _all_parts(notice) if not text]


def _all_parts(notice: PrivacyNotice) -> list[tuple[Any, str]]:
    called = {field.name: field.verbose_name for field in PrivacyNotice._meta.concrete_fields}
    return [(called[name], getattr(notice, name)) for name in PARTS]


@transaction.atomic
def write_notice(*, ugel: Ugel, parts: Mapping[str, str]) -> PrivacyNotice:
    """Store what a UGEL says of the data it keeps."""
    lock(ugel)
    notice = PrivacyNotice.objects.filter(ugel=ugel).first() or PrivacyNotice(ugel=ugel)
    for name, text in parts.items():
        setattr(notice, name, text)
    notice.full_clean()
    notice.save()
    return notice

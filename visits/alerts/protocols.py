"""What must be done about an alert of each kind: what comes along, from the norms, and what a UGEL made of it.

The shipped ones are a reading of the norms that they name, to be checked by each UGEL: until it says that it did, the
page of an alert says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from accompaniment.models import Ugel, User

from .models import Alert, AlertProtocol

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "alert-protocols.json"


@dataclass(frozen=True)
class Step:
    """What to do and until when: a number of working days, «1» the same day, or of hours, «24h»."""

    text: str
    limit: str
    source: str = ""


@dataclass(frozen=True)
class Protocol:
    """The steps of one kind of alert; `checked` is the UGEL's own row, None while what comes along holds unchecked."""

    kind: str
    title: str
    norm: str
    steps: Sequence[Step]
    checked: AlertProtocol | None = None


def protocol_of(ugel: Ugel | int, kind: str) -> Protocol:
    return _joined(kind, AlertProtocol.objects.filter(ugel=ugel, kind=kind).select_related("checked_by").first())


def protocols_of(ugel: Ugel | int) -> list[Protocol]:
    """Return the protocol of every kind, as it holds in this UGEL."""
    own = {row.kind: row for row in AlertProtocol.objects.filter(ugel=ugel).select_related("checked_by")}
    return [_joined(kind, own.get(kind)) for kind in Alert.Kind.values]


def _joined(kind: str, own: AlertProtocol | None) -> Protocol:
    shipped = _shipped()[kind]
    steps = [Step(**row) for row in (own.steps if own else shipped["steps"])]
    return Protocol(kind, shipped["title"], shipped["norm"], steps, own)


@cache
def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return found


@transaction.atomic
def check_protocol(*, ugel: Ugel, kind: str, steps: Sequence[Step], by: User) -> AlertProtocol:
    """Let these steps hold in the UGEL from now on, checked today by this person; raised alerts keep theirs."""
    if not steps:
        raise ValidationError(_("Deja al menos un paso: sin pasos nadie sabría qué hacer."))
    lock(ugel)
    row = AlertProtocol.objects.filter(ugel=ugel, kind=kind).first() or AlertProtocol(ugel=ugel, kind=kind)
    row.steps, row.checked_by, row.checked_on = [asdict(step) for step in steps], by, timezone.localdate()
    row.save()
    return row

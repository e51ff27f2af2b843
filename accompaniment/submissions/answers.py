"""What a submission is answered: a page for a person, JSON for a script. `docs/receiving.md` is the contract."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, assert_never

from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accompaniment.lib.drafts import forget_draft, wants_json

from .receiving import Conflict, Held, Outcome, Receipt, Received, Refused, ToMend

TOLERANCE = timedelta(minutes=10)


def answered(
    request: HttpRequest,
    outcome: Outcome,
    *,
    received: Callable[[], HttpResponse],
    again: Callable[[Held | Conflict | Refused], HttpResponse],
    compare_at: str = "",
    alert_at: str = "",
) -> HttpResponse:
    """Answer a script in JSON, and a person with the page that follows or with the form `again`, nothing of it lost.

    `compare_at` is where the author of a conflict looks at both versions; `alert_at` where it says what to do about the
    serious conduct that was told with it, empty when none was.
    """
    if isinstance(outcome, Received | Conflict):
        forget_draft(request)
    if wants_json(request):
        return json_answer(outcome, compare_at, alert_at)
    if isinstance(outcome, Receipt) and (clock := wrong_clock(outcome)):
        messages.warning(request, clock)
    return received() if isinstance(outcome, Received) else again(outcome)


def json_answer(outcome: Outcome, compare_at: str = "", alert_at: str = "") -> JsonResponse:
    told, status = _in_json(outcome, compare_at)
    return JsonResponse(told | ({"alert": alert_at} if alert_at else {}), status=status)


def _in_json(outcome: Outcome, compare_at: str) -> tuple[dict[str, Any], int]:
    """What became of it, and the status of the answer."""
    match outcome:
        case Received():
            receipt = {"submission": str(outcome.id), "next": str(uuid.uuid4()), "revision": outcome.revision}
            return {"state": "received", **receipt, **_when(outcome)}, 200
        case Held():
            kept = {"submission": str(outcome.id), **_mend(outcome.lacks), **_when(outcome)}
            return {"state": "held", **kept}, 200
        case Conflict():
            kept = {"submission": str(outcome.id), **_when(outcome)}
            return {"state": "conflict", "url": compare_at, **kept}, 409
        case Refused(may_be_mended=True):
            return {"state": "incomplete", **_mend(outcome)}, 200
        case Refused():
            return {"state": "refused", "reason": outcome.reason}, 403
        case _:
            assert_never(outcome)


def refused_as_json(reason: str, *, status: int) -> JsonResponse:
    return JsonResponse({"state": "refused", "reason": reason}, status=status)


def _when(receipt: Receipt) -> dict[str, str]:
    return {"at": date_format(timezone.localtime(receipt.at), "H:i"), "clock": wrong_clock(receipt)}


def _mend(refused: Refused) -> dict[str, Any]:
    missing = [{"field": one.field, "label": one.label, "error": one.error} for one in refused.to_mend]
    return {"reason": refused.reason, "missing": missing}


def wrong_clock(receipt: Receipt) -> str:
    """Say that the device's clock is off, when it is: notes carry its minutes."""
    if receipt.sent_at is None or abs(receipt.at - receipt.sent_at) <= TOLERANCE:
        return ""
    now = date_format(timezone.localtime(receipt.at), "H:i")
    return _("El reloj de tu equipo no coincide con la hora del sistema (%(now)s): revisa las horas de tus notas.") % {
        "now": now
    }


def to_mend(fields: Iterable[BoundField], otherwise: str) -> Refused:
    """The refusal of a form whose `fields` have errors; the reason is the first of them, or else `otherwise`."""
    faults = tuple(ToMend(one.auto_id, str(one.label), str(one.errors[0])) for one in fields)
    return Refused(f"{faults[0].label}: {faults[0].error}" if faults else otherwise, faults, may_be_mended=True)

"""What a page's script hears about a sending, and the sentence for a clock that is wrong."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Submission

TOLERANCE = timedelta(minutes=10)


def wrong_clock(submission: Submission) -> str:
    """Say that the device's clock is off, when it is: notes carry its minutes."""
    if submission.sent_at is None or abs(submission.received_at - submission.sent_at) <= TOLERANCE:
        return ""
    now = date_format(timezone.localtime(submission.received_at), "H:i")
    return _("El reloj de tu equipo no coincide con la hora del sistema (%(now)s): revisa las horas de tus notas.") % {
        "now": now
    }


def received_as_json(submission: Submission, clock: str) -> HttpResponse:
    """Tell what became of a sending, and what the next one is written on."""
    if submission.outcome == Submission.Outcome.CONFLICT:
        conflict = reverse("visits:conflict", args=[submission.visit_id])
        return JsonResponse({"state": "conflict", "url": conflict}, status=409)
    return JsonResponse(
        {
            "state": "received",
            "submission": str(submission.pk),
            "next": str(uuid.uuid4()),
            "revision": submission.base_revision + 1,
            "at": _minute(submission),
            "clock": clock,
        }
    )


def held_as_json(submission: Submission, missing: list[dict[str, Any]]) -> HttpResponse:
    """Tell that it is in, as it was typed, and what it still lacks to be saved."""
    held = {"state": "held", "submission": str(submission.pk), "at": _minute(submission), "missing": missing}
    return JsonResponse(held | {"clock": wrong_clock(submission)})


def _minute(submission: Submission) -> str:
    return date_format(timezone.localtime(submission.received_at), "H:i")

"""Accounts that opened far more records than they do, for the administrator."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest
from accompaniment.access.guards import require_administrator
from accompaniment.lib.drafts import login_required

from .reading import unusual_reading as found

SHOWN = timedelta(days=14)


@login_required
@require_safe
def unusual_reading(request: AuthedRequest) -> HttpResponse:
    require_administrator(request.user)
    readings = found(since=timezone.localdate() - SHOWN)
    context = {"readings": readings, "days": SHOWN.days, "bound": settings.RECORDS_A_DAY}
    return render(request, "accompaniment/alarms/unusual_reading.html", context)

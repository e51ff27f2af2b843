"""Whether the site lives and works: for the scripts that watch it, and in words for the administrator."""

from __future__ import annotations

import time
from functools import lru_cache

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accompaniment.access import AuthedRequest
from accompaniment.access.guards import require_administrator
from accompaniment.letters.queries import counts_of_letters
from accompaniment.letters.services import send_again
from accompaniment.lib.drafts import login_required

from .findings import findings, findings_for_people

LOOKED_EVERY = 5  # seconds: however often it is asked, the servers behind are not


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Whether this process answers; it asks nothing of anybody."""
    return JsonResponse({"alive": True}, headers={"Cache-Control": "no-store"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the site can do its work, and by name what it lacks: 200, or 503."""
    lacking = _lacking(int(time.monotonic() // LOOKED_EVERY))
    answer = {"ready": not lacking, "lacking": lacking}
    return JsonResponse(answer, status=503 if lacking else 200, headers={"Cache-Control": "no-store"})


@lru_cache(maxsize=1)
def _lacking(moment: int) -> list[str]:
    return [finding.name for finding in findings() if not finding.is_well]


@login_required
@require_safe
def system_state(request: AuthedRequest) -> HttpResponse:
    require_administrator(request.user)
    context = {"findings": findings_for_people(), "letters": counts_of_letters()}
    return render(request, "accompaniment/health/system_state.html", context)


@login_required
@require_POST
def letters_send_again(request: AuthedRequest) -> HttpResponse:
    """Have the e-mails that failed, all or for one reason, tried once more."""
    require_administrator(request.user)
    number = send_again(reason=request.POST.get("reason"))
    said = ngettext("%(n)d correo se intentará otra vez.", "%(n)d correos se intentarán otra vez.", number)
    messages.success(request, said % {"n": number} if number else _("No hay correos por intentar."))
    return redirect("system_state")

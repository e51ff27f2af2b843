"""What can't be answered: a page for a person, and JSON for a script, which always gets an answer."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import defaults

from accompaniment.lib.bodies import FORMS
from accompaniment.lib.drafts import wants_json
from accompaniment.lib.request_ids import current

from .answers import refused_as_json
from .receiving import UNREADABLE

BUSY = gettext_lazy("El sistema está muy ocupado ahora. Intenta de nuevo en un momento.")
LATER = {"Retry-After": "30"}
SECRET = frozenset({"password", "password1", "password2", "oldpassword", "pin", "code"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if wants_json(request):
        return refused_as_json(str(UNREADABLE), status=400)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that keeps everyone waiting is no fault of the page: what was typed can be sent again from here."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("500.html", {"request_id": current()}), status=500)
    if wants_json(request):
        return JsonResponse({"state": "busy", "reason": str(BUSY)}, status=503, headers=LATER)
    context = {"fields": _typed(request), "has_files": bool(request.FILES), "request_id": current()}
    return HttpResponse(render_to_string("503.html", context), status=503, headers=LATER)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, as it was, for the one who posted it: the check of its token came before the fault."""
    if request.method != "POST":
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values if name not in SECRET]


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if wants_json(request):
        return refused_as_json(str(exception) or _("Tu rol no lo permite."), status=403)
    return defaults.permission_denied(request, exception)


def not_allowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page of an address that takes only what is sent to it; `response` says in a header what that is."""
    text = _("Esta dirección solo recibe lo que se envía desde otra página.")
    page = refused_as_json(text, status=405) if wants_json(request) else render(request, "405.html", status=405)
    page["Allow"] = response["Allow"]
    return page


def too_large(request: HttpRequest) -> HttpResponse:
    """The page of what was not read at all, for its length."""
    text = _("Lo que enviaste pesa demasiado para esta página, y no se guardó nada.")
    return refused_as_json(text, status=413) if wants_json(request) else render(request, "413.html", status=413)


def no_form(request: HttpRequest) -> HttpResponse:
    """The page of what was not read at all, for its kind."""
    text = _("Esta página solo recibe formularios, y lo que llegó no es uno. No se guardó nada.")
    page = refused_as_json(text, status=415) if wants_json(request) else render(request, "415.html", status=415)
    page["Accept-Post"] = ", ".join(FORMS)
    return page


def without_length(request: HttpRequest) -> HttpResponse:
    """For programs: no browser sends anything without saying how long it is."""
    return refused_as_json(_("Di cuánto pesa lo que envías (Content-Length)."), status=411)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if wants_json(request):
        return refused_as_json(_("Puede que no exista, o que no sea parte de tu trabajo."), status=404)
    return defaults.page_not_found(request, exception)

"""Why somebody did not enter through the identity provider, and the way on; the page one wanted is not forgotten."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


def failed(request: HttpRequest, reason: Any, *, status: int, next_page: str = "") -> HttpResponse:
    is_ours = url_has_allowed_host_and_scheme(next_page, {request.get_host()}, require_https=request.is_secure())
    context = {"reason": reason, "next_page": next_page if is_ours else ""}
    return render(request, "socialaccount/authentication_error.html", context, status=status)


def cancelled(request: HttpRequest, next_page: str = "") -> HttpResponse:
    reason = _("No llegaste a entrar con tu entidad. Puedes intentarlo otra vez, o entrar con tu DNI y tu clave.")
    return failed(request, reason, status=200, next_page=next_page)


def provider_down(request: HttpRequest, next_page: str = "") -> HttpResponse:
    reason = _("Tu entidad no responde ahora. Inténtalo dentro de unos minutos, o entra con tu DNI y tu clave.")
    return failed(request, reason, status=502, next_page=next_page)


def refused(request: HttpRequest, next_page: str = "", *, status: int = 401) -> HttpResponse:
    reason = _("Inténtalo otra vez dentro de un momento, o entra con tu DNI y tu clave.")
    return failed(request, reason, status=status, next_page=next_page)


def not_verified(request: HttpRequest, next_page: str = "") -> HttpResponse:
    reason = _(
        "Tu entidad todavía no comprobó que tu correo es tuyo, y por eso no podemos saber quién eres."
        " Compruébalo allí, o entra con tu DNI y tu clave."
    )
    return failed(request, reason, status=403, next_page=next_page)

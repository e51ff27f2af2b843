"""Going to the identity provider and coming back: whatever it does wrong ends in a page that says what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_GET
from requests import RequestException

from .identity_provider import remember_nonce
from .provider_errors import cancelled, provider_down, refused

WRONG_ANSWER = (RequestException, KeyError, TypeError, ValueError, AttributeError)  # none, or not as the standard says

log = logging.getLogger(__name__)


def survives_the_provider(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def guarded(request: HttpRequest, provider_id: str) -> Any:
        try:
            return view(request, provider_id)
        except WRONG_ANSWER as wrong:
            log.error("The identity provider does not answer as it should: %s", type(wrong).__name__)
            return provider_down(request, next_page=request.GET.get("next", ""))

    return guarded


@require_GET
@survives_the_provider
def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider with a number that its answer has to bring back; an address adds nothing else to it."""
    nonce = get_random_string(32)
    asked = {name: request.GET[name] for name in ("next", "process") if name in request.GET}
    # The library takes what it sends along from there.
    request.GET = QueryDict(urlencode({**asked, "auth_params": urlencode({"nonce": nonce})}))
    remember_nonce(request, nonce)
    response: HttpResponse = oidc.login(request, provider_id)
    return response


@require_GET
@survives_the_provider
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    response: HttpResponse = oidc.callback(request, provider_id)
    return response


@require_GET
def provider_cancelled(request: HttpRequest) -> HttpResponse:
    return cancelled(request)


@require_GET
def provider_error(request: HttpRequest) -> HttpResponse:
    return refused(request, status=200)  # asked for by nobody but who types its address

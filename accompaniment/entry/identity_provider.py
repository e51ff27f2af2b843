"""Entering through the entity's own identity provider: it says who somebody is, and never makes an account."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from requests import RequestException

from accompaniment.accounts.models import User
from accompaniment.accounts.services import PROVIDER_TIE
from accompaniment.audit.services import log_change
from accompaniment.lib.identifiers import compact

from .provider_errors import cancelled, not_verified, provider_down, refused

NONCES = "provider_nonces"  # in a session: numbers that went to the provider and have not come back
MOST_NONCES = 5


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Ties what the provider says to an account that the UGEL made: by document, or by an e-mail that it verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """A page of ours in place of the library's, which forgets what page one wanted."""
        next_page = ((extra_context or {}).get("state") or {}).get("next") or ""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(cancelled(request, next_page))
        is_down = isinstance(exception, (RequestException, OAuth2Error))
        raise ImmediateHttpResponse((provider_down if is_down else refused)(request, next_page))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            raise PermissionDenied  # an account is tied by who somebody is, not by who is signed in
        claims = claims_of(sociallogin.account.extra_data)
        check_nonce(request, sociallogin.account.extra_data)
        sociallogin.account.extra_data = {}  # nothing of it is needed afterwards
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            return
        person = person_of(claims)
        if not person and claims.get("email") and claims.get("email_verified") is not True:
            raise ImmediateHttpResponse(not_verified(request, sociallogin.state.get("next") or ""))
        if person:
            sociallogin.connect(request, person)
            log_change(person, {PROVIDER_TIE: [None, sociallogin.account.provider]})


def remember_nonce(request: HttpRequest, nonce: str) -> None:
    """Keep what the answer to this going has to bring back; of a few windows, the latest ones."""
    request.session[NONCES] = [*request.session.get(NONCES, []), nonce][-MOST_NONCES:]


def check_nonce(request: HttpRequest, data: dict[str, Any]) -> None:
    """Refuse an answer that was not made for this going, or that came before."""
    nonces = request.session.get(NONCES, [])
    nonce = (data.get("id_token") or {}).get("nonce")
    if nonce not in nonces:
        raise PermissionDenied
    request.session[NONCES] = [other for other in nonces if other != nonce]


def claims_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return what the provider says of the person; refused when its two answers are about different people."""
    token, info = data.get("id_token") or {}, data.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        raise PermissionDenied
    return {**token, **info}


def person_of(claims: dict[str, Any]) -> User | None:
    """Return the account of the document that the provider vouches for, else of the e-mail that it verified."""
    document = compact(str(claims.get(settings.OIDC_DOCUMENT_CLAIM) or "")) if settings.OIDC_DOCUMENT_CLAIM else ""
    found = User.objects.filter(username=document).first() if document else None
    if found or claims.get("email_verified") is not True or not claims.get("email"):
        return found
    return User.objects.filter(email=claims["email"]).first()

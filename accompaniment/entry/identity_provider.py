"""Entering through the entity's own identity provider: it says who somebody is, and never makes an account."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from accompaniment.accounts.models import User
from accompaniment.audit.services import log_change
from accompaniment.lib.identifiers import compact


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Ties what the provider says to an account that the UGEL made: by document, or by an e-mail that it verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            raise PermissionDenied  # an account is tied by who somebody is, not by who is signed in
        claims = claims_of(sociallogin.account.extra_data)
        sociallogin.account.extra_data = {}  # nothing of it is needed afterwards
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            return
        person = person_of(claims)
        if person:
            sociallogin.connect(request, person)
            log_change(person, {gettext_noop("entrada con otra entidad"): [None, sociallogin.account.provider]})


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

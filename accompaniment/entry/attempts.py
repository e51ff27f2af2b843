"""Attempts to enter, counted by account under whichever of its names, so that no other spelling gives more of them.

One address gets fewer attempts at an account than all together, so that nobody shuts its owner out alone.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from allauth.core import ratelimit
from django.db.models import Q
from django.http import HttpRequest

from accompaniment.accounts.models import User
from accompaniment.lib.addresses import client_address

FROM_ANYWHERE = "login_failed_anywhere"


def typed_name(credentials: dict[str, Any]) -> str:
    """What was typed as document or e-mail, the same for every way of writing its letters."""
    typed = credentials.get("email") or credentials.get("username") or ""
    return unicodedata.normalize("NFKC", typed).casefold().strip()


def account_named(credentials: dict[str, Any]) -> User | None:
    """Return the account that was meant; None when nobody has that name."""
    name = typed_name(credentials)
    return User.objects.filter(Q(username__iexact=name) | Q(email=name)).first() if name else None


def key_of(account: User | None, credentials: dict[str, Any]) -> str:
    return f"account {account.pk}" if account else f"nobody {typed_name(credentials)}"


def key_from_here(request: HttpRequest, credentials: dict[str, Any]) -> str:
    return f"{key_of(account_named(credentials), credentials)} from {client_address(request)}"


def may_try(request: HttpRequest, credentials: dict[str, Any]) -> bool:
    """Whether there are attempts left at the account, from all addresses together."""
    key = key_of(account_named(credentials), credentials)
    return ratelimit.consume(request, action=FROM_ANYWHERE, key=key, dry_run=True)


def count_failure(request: HttpRequest, account: User | None, credentials: dict[str, Any]) -> None:
    ratelimit.consume(request, action=FROM_ANYWHERE, key=key_of(account, credentials))


def begin_again(request: HttpRequest, account: User) -> None:
    """Whoever set a password through a link may use it, however many tried to guess the former one."""
    ratelimit.clear(request, action=FROM_ANYWHERE, key=key_of(account, {}))

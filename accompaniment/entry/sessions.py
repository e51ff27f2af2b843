"""Keeping the list of sessions true: noted at sign-in, seen now and then, without slowing any page."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.access import reach_of
from accompaniment.accounts.models import SignIn
from accompaniment.accounts.ways_in import note_sign_in

NOTED = "sign_in"  # in a session: under which key it was noted, and when it was last seen
SEEN_EVERY = timedelta(minutes=10)
STAY_AT_DESKS = timedelta(hours=12)


def remember_sign_in(request: HttpRequest, account: Any) -> None:
    """Note the session that has just begun."""
    key = request.session.session_key
    assert key  # noqa: S101 : signing in gives the session a new key
    note_sign_in(account=account, session_key=key, agent=request.headers.get("User-Agent", ""))
    request.session[NOTED] = [key, timezone.now().isoformat()]


def keep_sign_in(request: HttpRequest) -> None:
    """Follow a noted session to its new key after a change of password, and say every ten minutes that it is used."""
    noted, key = request.session.get(NOTED), request.session.session_key
    if not noted or not key:
        return
    now = timezone.now()
    if noted[0] == key and now - datetime.fromisoformat(noted[1]) < SEEN_EVERY:
        return
    SignIn.objects.filter(session_key=noted[0]).update(session_key=key, seen_at=now)
    request.session[NOTED] = [key, now.isoformat()]


def is_over(request: HttpRequest, account: Any) -> bool:
    """Whether somebody who opens whole places entered too long ago, however much she used the session since."""
    records = get_authentication_records(request, account)
    if not records or time.time() - records[0]["at"] < STAY_AT_DESKS.total_seconds():
        return False
    return reach_of(account).opens_whole_places


# What browsers say of themselves, the more particular first.
SYSTEMS = {
    "Android": "Android",
    "iPhone|iPad": "iPhone / iPad",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Mac OS X|Macintosh": "Mac",
    "Linux": "Linux",
}
BROWSERS = {
    "Edg": "Edge",
    "OPR|Opera": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox|FxiOS": "Firefox",
    "Chrome|Chromium|CriOS": "Chrome",
    "Safari": "Safari",
}


def device_of(agent: str) -> str:
    """Return a device in plain words, from what its browser says: «Celular Android, con Chrome»."""
    system = _first(SYSTEMS, agent)
    browser = _first(BROWSERS, agent)
    is_phone = system in ("Android", "iPhone / iPad") or "Mobile" in agent
    words = _("Celular o tableta") if is_phone else _("Computadora") if system else _("Un aparato que no conocemos")
    words = f"{words} {system}" if system else words
    return _("%(device)s, con %(browser)s") % {"device": words, "browser": browser} if browser else words


def _first(names: dict[str, str], agent: str) -> str:
    return next((name for pattern, name in names.items() if re.search(pattern, agent)), "")


def count_password_as_just_asked(request: HttpRequest) -> None:
    """Whoever has typed a password to enter is not asked for it again at once, before a second step is set up, say."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"reauthenticated": True} if record["method"] == "password" else record for record in records
    ]

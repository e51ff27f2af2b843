"""A code of the second step serves once: as long as a slow clock may still take it for good, and spare ones for ever.

Whoever types one again that was used saw it over a shoulder or on a false page: it is refused, noted and told.
"""

from __future__ import annotations

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.http import HttpRequest

from accompaniment.accounts.models import User
from accompaniment.accounts.way_in_letters import Changed, tell
from accompaniment.lib.sealing import fingerprint

from .failures import note_wrong_code

# The library remembers a code for one period, and takes it from TOTP_TOLERANCE periods before to as many after its own.
SERVES = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
LABEL = "accompaniment.used_code"


def note_use(request: HttpRequest, *, account: User, code: str) -> None:
    cache.set(_key(account, code), request.session.session_key or "", SERVES)


def was_used(*, account: User, code: str) -> bool:
    return _used_by(account, code) is not None or code in _used_spare_codes(account)


def note_refusal(request: HttpRequest, *, account: User, code: str) -> None:
    """Note a code that did not serve; a button that was pressed twice, in the very session, is nobody's attempt."""
    by, used = _used_by(account, code), was_used(account=account, code=code)
    if by and by == request.session.session_key:
        return
    note_wrong_code(request, account=account, was_used=used)
    if used:
        tell(account, Changed.USED_CODE, once=fingerprint(LABEL, _key(account, code)))


def _used_by(account: User, code: str) -> str | None:
    """The session that used the code just now; None when none did."""
    used: str | None = cache.get(_key(account, code))
    return used


def _used_spare_codes(account: User) -> set[str]:
    spare = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    if spare is None:
        return set()
    held = spare.wrap()
    return set(held.generate_codes()) - set(held.get_unused_codes())


def _key(account: User, code: str) -> str:
    return f"{LABEL}:{account.pk}:{fingerprint(LABEL, code)}"

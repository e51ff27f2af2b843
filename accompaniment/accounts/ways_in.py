"""Ways in: the printed code of a first entry, one's own password, and the end of sessions."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from accompaniment.audit.services import log_change
from accompaniment.lib.identifiers import compact
from accompaniment.lib.locks import lock_all
from accompaniment.lib.sealing import fingerprint, is_fingerprint

from .models import OneTimeCode, SignIn, User
from .way_in_letters import Changed, tell

DIGITS = 10
SLIP = "accompaniment.slip"  # the table's former name: codes given out before it changed still serve
WAYS_IN: tuple[Any, ...] = (
    EmailAddress,
    Authenticator,
    SocialAccount,
    OneTimeCode,
)  # rows of a `user`, besides a password


@dataclass(frozen=True)
class PrintedCode:
    """A one-time code as it is printed: the only moment in which its code can be read."""

    account: User
    code: str
    expires_at: datetime

    @property
    def in_groups(self) -> str:
        """The code as people read and type it: 482 177 3015."""
        return f"{self.code[:3]} {self.code[3:6]} {self.code[6:]}"


@transaction.atomic
def give_one_time_codes(*, by: User, accounts: Iterable[User]) -> list[PrintedCode]:
    """Give each person a new code, which replaces an earlier one and ends all sessions; the password stays."""
    now = timezone.now()
    expires_at = now + timedelta(days=settings.ONE_TIME_CODE_DAYS)
    given = [PrintedCode(account, _new_code(), expires_at) for account in accounts]
    receivers = [printed.account for printed in given]
    lock_all(User.objects.filter(pk__in=[account.pk for account in receivers]))
    OneTimeCode.objects.filter(user__in=receivers).delete()
    OneTimeCode.objects.bulk_create(
        OneTimeCode(
            user=s.account, code_hash=_hash(s.account, s.code), given_by=by, given_at=now, expires_at=expires_at
        )
        for s in given
    )
    end_sessions(of=receivers)
    for account in receivers:
        if account.has_usable_password():
            tell(account, Changed.ACCESS)
        log_change(account, {gettext_noop("hoja de acceso"): [None, gettext_noop("entregada")]})
    return given


def _new_code() -> str:
    return "".join(secrets.choice("0123456789") for _n in range(DIGITS))


def _hash(account: User, code: str) -> str:
    """The code's hash under the site's own secret: whoever reads the database alone can't try codes against it."""
    return fingerprint(SLIP, _told(account, code))


def _told(account: User, code: str) -> str:
    return f"{account.pk}:{code}"


def only_digits(text: str) -> str:
    """Return the code that was typed, without the blanks that the paper shows; empty when it can't be one."""
    digits = compact(text)
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""


def opens(one_time_code: OneTimeCode, code: str) -> bool:
    return bool(code) and is_fingerprint(one_time_code.code_hash, SLIP, _told(one_time_code.user, code))


@transaction.atomic
def choose_password(*, account: User, password: str) -> None:
    """Set the password that the person chose; a one-time code, if there was one, serves no more."""
    OneTimeCode.objects.filter(user=account).delete()
    if account.has_usable_password():
        tell(account, Changed.PASSWORD)
    account.set_password(password)
    account.save(update_fields=["password"])


@transaction.atomic
def reset_ways_in(user: User) -> None:
    """Let nobody enter an account any more by what was known until now: password, links, printed codes, second step,
    provider, e-mail, sessions; nor sign with its PIN. Whoever may hand its way in out gives a new one.
    """
    tell(user, Changed.CLOSED, address=user.email)
    for way_in in WAYS_IN:
        way_in.objects.filter(user=user).delete()
    user.email, user.pin, user.pin_failures, user.pin_blocked_until = None, "", 0, None
    user.set_unusable_password()
    user.save(update_fields=["password", "email", "pin", "pin_failures", "pin_blocked_until"])
    end_sessions(of=[user])
    log_change(user, {gettext_noop("formas de acceso"): [None, gettext_noop("anuladas")]})


# --- Sessions --------------------------------------------------------------------------------------------------
def account_of_session(user_id: int) -> User | None:
    """Return an active account with `teacher_key`, the key of its own record, in one query; None when it is closed."""
    with suppress(User.DoesNotExist):
        return User.objects.annotate(teacher_key=F("teacher")).get(pk=user_id, is_active=True)
    return None


@transaction.atomic
def note_sign_in(*, account: User, session_key: str, agent: str) -> SignIn:
    """Write down that the person signed in on a device, and forget sessions that are no more."""
    SignIn.objects.filter(user=account).exclude(pk__in=SignIn.objects.of(account).values("pk")).delete()
    sign_in, _created = SignIn.objects.update_or_create(
        session_key=session_key, defaults={"user": account, "agent": agent[:300], "seen_at": timezone.now()}
    )
    return sign_in


@transaction.atomic
def end_sessions(*, of: Iterable[User], only: Any = None, keep: str | None = None) -> int:
    """Sign people out everywhere, or of the session `only`, or everywhere but of the key `keep`."""
    ended = SignIn.objects.filter(user__in=of)
    if only is not None:
        ended = ended.filter(pk=only)
    if keep is not None:
        ended = ended.exclude(session_key=keep)
    Session.objects.filter(session_key__in=list(ended.values_list("session_key", flat=True))).delete()
    return ended.delete()[0]

"""The signing PIN: set by its owner, kept as passwords are, and blocked for a while after a few failures."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accompaniment.accounts.models import User
from accompaniment.lib.refusals import refuse

SHORTEST, LONGEST = 6, 12
TRIES = 5
BLOCKED_FOR = timedelta(minutes=15)


def is_trivial(pin: str, document: str = "") -> bool:
    """Whether a stranger would guess it: one digit, a stair, a piece repeated, or part of the user's document."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    is_repeated = any(pin[:size] * (len(pin) // size) == pin for size in range(1, len(pin) // 2 + 1))
    return is_repeated or steps in ({1}, {9}) or pin in document or (bool(document) and document in pin)


def set_pin(*, user: User, pin: str) -> User:
    """Keep a new PIN and forget its failures. Raises ValidationError, by field, for one that is easy to guess."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise refuse("pin", _("El PIN tiene de 6 a 12 números."))
    if is_trivial(pin, user.username):
        raise refuse("pin", _("Ese PIN es fácil de adivinar. Elige números que no sigan un orden ni sean tu DNI."))
    user.pin, user.pin_failures, user.pin_blocked_until = make_password(pin), 0, None
    user.save(update_fields=["pin", "pin_failures", "pin_blocked_until"])
    return user


def check_pin(*, user: User, pin: str) -> User:
    """Return the user when the PIN is right. Raises ValidationError, by field, when it is not or too many were tried.

    Each try is counted before it is looked at, in the database: however many arrive at once, five are looked at.
    Call it outside a transaction that the refusal would undo.
    """
    now = timezone.now()
    if not user.pin or not _count_try(user, now):
        user.refresh_from_db(fields=["pin_blocked_until"])
        raise _blocked(user.pin_blocked_until) if user.pin else refuse("pin", _("Todavía no tiene un PIN."))
    if not check_password(pin, user.pin):
        raise _wrong(user)
    User.objects.filter(pk=user.pk).update(pin_failures=0, pin_blocked_until=None)
    return user


def _count_try(user: User, now: datetime) -> int:
    """Count one try, the fifth in a row blocking those that follow; 0 while it is blocked."""
    is_back = Q(pin_blocked_until__isnull=False)  # the time is over: the count begins again
    is_last = Q(pin_blocked_until__isnull=True, pin_failures__gte=TRIES - 1)
    usable = User.objects.filter(Q(pin_blocked_until__isnull=True) | Q(pin_blocked_until__lte=now), pk=user.pk)
    return usable.update(
        pin_failures=Case(When(is_back, then=Value(1)), default=F("pin_failures") + 1),
        pin_blocked_until=Case(When(is_last, then=Value(now + BLOCKED_FOR)), default=None),
    )


def _wrong(user: User) -> ValidationError:
    user.refresh_from_db(fields=["pin_failures", "pin_blocked_until"])
    if user.pin_blocked_until:
        return _blocked(user.pin_blocked_until)
    left = TRIES - user.pin_failures
    text = ngettext("Ese no es su PIN. Queda %(n)d intento.", "Ese no es su PIN. Quedan %(n)d intentos.", left)
    return refuse("pin", text % {"n": left})


def _blocked(until: datetime | None) -> ValidationError:
    when = date_format(timezone.localtime(until), "TIME_FORMAT") if until else ""
    text = _("Demasiados intentos: el PIN vuelve a servir a las %(when)s. Puede firmar, o confirmar después.")
    return refuse("pin", text % {"when": when})

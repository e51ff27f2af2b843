"""Writing failures of entering down, and forgetting them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accompaniment.accounts.models import User
from accompaniment.lib.addresses import client_address
from accompaniment.lib.sealing import fingerprint

from .attempts import typed_name
from .models import SignInFailure

FAILURES_KEPT = timedelta(days=90)


def note_failure(request: HttpRequest, *, account: User | None, credentials: dict[str, Any]) -> None:
    SignInFailure.objects.create(
        account=account,
        typed_hash="" if account else _hash("typed", typed_name(credentials)),
        place_hash=_hash("place", client_address(request)),
    )


def note_wrong_code(request: HttpRequest, *, account: User, was_used: bool) -> None:
    """Whoever types one knows the password: a code that was used already is told to its owner too, unless a button was
    pressed twice (entry/second_codes.py).
    """
    what = SignInFailure.What.USED_CODE if was_used else SignInFailure.What.CODE
    SignInFailure.objects.create(account=account, what=what, place_hash=_hash("place", client_address(request)))


def forget_old_failures() -> None:
    SignInFailure.objects.filter(at__lte=timezone.now() - FAILURES_KEPT).delete()


def _hash(kind: str, text: str) -> str:
    return fingerprint(f"accompaniment.sign_in_failure.{kind}", text)

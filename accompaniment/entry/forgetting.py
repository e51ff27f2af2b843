"""What of entering is over: removed every day, for nobody needs it and some of it says who was where."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accompaniment.accounts.models import OneTimeCode, SignIn

from .failures import forget_old_failures


def forget_expired() -> None:
    """Remove sessions that are over, with what was typed into them, who was signed in there, codes and old counts."""
    now = timezone.now()
    Session.objects.filter(expire_date__lte=now).delete()
    SignIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    OneTimeCode.objects.filter(expires_at__lte=now).delete()
    forget_old_failures()
    _forget_counts()


def _forget_counts() -> None:
    """Attempts are counted in the cache, by address; the table that it is without Redis keeps them past their time."""
    kept = settings.CACHES["default"]
    if kept["BACKEND"].endswith("DatabaseCache"):
        table, now = connection.ops.quote_name(kept["LOCATION"]), timezone.now().replace(microsecond=0)
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608 - its own name
                [connection.ops.adapt_datetimefield_value(now)],
            )

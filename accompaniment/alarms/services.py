"""What the administrators are told by e-mail without having asked, each thing once a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from accompaniment.access.dates import in_force
from accompaniment.accounts.models import Role, User
from accompaniment.entry.models import SignInFailure
from accompaniment.health.findings import findings
from accompaniment.letters.models import Letter
from accompaniment.letters.services import post

from .reading import unusual_reading

BAD_FOR = timedelta(minutes=20)  # longer than an upgrade or a restart
GOOD_FOR = timedelta(days=2)
READING, OWN_READING, FAILURES, SYSTEM = "reading", "own", "failures", "system"


def raise_alarms() -> None:
    """Tell of unusual reading, of many failures of entering and of what has not worked for long."""
    today = timezone.localdate()
    for reading in unusual_reading(since=today):
        _tell_administrators(f"{READING}:{reading.account.pk}:{today}")
        _tell([reading.account], f"{OWN_READING}:{today}")
    if failures_of_today() > settings.FAILED_ENTRIES_A_DAY:
        _tell_administrators(f"{FAILURES}:{today}")
    for name in bad_for_long():
        _tell_administrators(f"{SYSTEM}:{name}:{today}")


def failures_of_today() -> int:
    begin = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return SignInFailure.objects.filter(at__gte=begin).count()


def bad_for_long() -> list[str]:
    """The findings that were bad each time that somebody looked, for `BAD_FOR`; a good one begins anew."""
    now = timezone.now()
    bad: list[str] = []
    for finding in findings():
        key = f"alarms:bad:{finding.name}"
        if finding.is_well:
            cache.delete(key)
        elif now - _first_seen(key, now) >= BAD_FOR:
            bad.append(finding.name)
    return bad


def _first_seen(key: str, now: datetime) -> datetime:
    since: datetime | None = cache.get_or_set(key, now, timeout=None)
    return since or now


def administrators() -> list[User]:
    """Whoever answers for the site today, and can be written to."""
    today = timezone.localdate()
    in_charge = Role.objects.filter(in_force(today), kind=Role.Kind.ADMINISTRATOR).values("user")
    accounts = User.objects.filter(Q(pk__in=in_charge) | Q(is_superuser=True), is_active=True)
    return list(accounts.exclude(email=None))


def _tell_administrators(about: str) -> None:
    _tell(administrators(), about)


def _tell(accounts: list[User], about: str) -> None:
    good_until, language = timezone.now() + GOOD_FOR, settings.LANGUAGE_CODE
    letters = [
        Letter(kind="alarm", user=account, about=about, good_until=good_until, language=language)
        for account in accounts
        if account.email
    ]
    if letters:
        post(letters)

"""Letters are posted within the transaction that they tell of, once each, and no web request waits for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accompaniment.lib.queues import hand_over

from .models import Letter

SENDER = "accompaniment.tasks.send_letters"
KEPT = timedelta(days=30)
GOOD_AGAIN = timedelta(days=1)


def post(letters: Iterable[Letter]) -> None:
    """Keep letters for whoever sends them; one that was posted before, by kind, person and what it tells, is none."""
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=500)
    hand_over(SENDER)


def send_again(*, reason: str | None = None) -> int:
    """Have what could not be sent tried once more, all of it or what failed for one reason; return how many."""
    now = timezone.now()
    failed = Letter.objects.repeatable()
    if reason is not None:
        failed = failed.filter(reason=reason)
    number: int = failed.update(
        status=Letter.Status.WAITING, reason="", attempts=0, due_at=now, good_until=now + GOOD_AGAIN, finished_at=None
    )
    hand_over(SENDER)
    return number


def forget_old() -> None:
    """Remove the letters that went, or were given up, a month ago."""
    Letter.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()

"""How many letters there are of each kind of outcome: counts alone, for whoever watches over the system."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.formats import date_format

from .models import Letter


@dataclass(frozen=True)
class Failed:
    """Letters that did not go, for one reason; `again` of them can be tried once more."""

    reason: str
    words: str
    number: int
    again: int


@dataclass(frozen=True)
class LetterCounts:
    waiting: int
    waiting_since: str  # in words; empty when none waits
    sent_today: int
    failed: list[Failed]


def counts_of_letters() -> LetterCounts:
    waiting = Letter.objects.waiting().aggregate(n=Count("pk"), since=Min("created_at"))
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    failed = Letter.objects.failed().values("reason").order_by("reason")
    return LetterCounts(
        waiting=waiting["n"],
        waiting_since=date_format(timezone.localtime(waiting["since"]), "DATETIME_FORMAT") if waiting["n"] else "",
        sent_today=Letter.objects.filter(status=Letter.Status.SENT, finished_at__gte=today).count(),
        failed=[
            Failed(row["reason"], str(Letter.Reason(row["reason"]).label), row["n"], row["again"])
            for row in failed.annotate(n=Count("pk"), again=Count("pk", filter=Q(user__isnull=False)))
        ],
    )

"""What came out, in a few lines; and whether it is as it must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from accompaniment.models import Assignment, Campaign
from visits.models import Visit

from .fates import Fate
from .kills import DATABASE, SESSIONS, WEB, WORKER, Kills
from .oracle import Verdict
from .proxy import Proxy
from .sendings import Ledger, State

RECOVERS = 5.0  # seconds after the database is back in which the server may still say that it broke


@dataclass(frozen=True)
class Outcome:
    ledger: Ledger
    verdict: Verdict
    proxy: Proxy
    kills: Kills
    made: int  # documents
    asked: int

    @property
    def is_right(self) -> bool:
        """Whether everything was answered, nothing is wrong, and all that should happen did."""
        is_whole = len(self.ledger.all) == self.ledger.most and not self.ledger.count()[State.UNANSWERED]
        is_clean = self.verdict.is_clean and self.made == self.asked and not list(self.broken_by_itself())
        return is_whole and is_clean and all(self.happened().values())

    def happened(self) -> dict[str, int]:
        """How often each trouble there was; of each there must be some."""
        today = timezone.localdate()
        killed = [WEB, WORKER, *([DATABASE] if self.kills.cluster else [])]
        return {
            **{str(fate): self.proxy.happened[fate] for fate in Fate if fate != Fate.PASSES},
            SESSIONS: self.kills.happened[SESSIONS],
            "assignments ended": Assignment.objects.filter(ends_on__lt=today).count(),
            "people handed over": Assignment.objects.filter(starts_on=today).count(),
            "planned visits passed on": Visit.objects.planned().filter(assignment__starts_on=today).count(),
            "drafts handed on": Visit.objects.exclude(handed_to=None).count(),
            "campaigns closed": Campaign.objects.exclude(closed_at=None).count(),
            **{what: self.kills.happened[what] for what in killed},
        }

    def broken_by_itself(self) -> Iterator[str]:
        """What the server broke at while its database was there."""
        for browser in self.kills.people:
            for at, status, path in browser.broken:
                if not any(began <= at <= back + RECOVERS for began, back in self.kills.away):
                    yield f"{status} {path}"


def report(outcome: Outcome) -> bool:
    """Print it, the sum in the last line; return whether it is right."""
    broken, happened, verdict = list(outcome.broken_by_itself()), outcome.happened(), outcome.verdict
    for line in [*verdict.lines(), *(f"broke by itself: {one}" for one in broken)]:
        print(line)
    for kind, times in sorted(Counter(one.kind.value for one in outcome.ledger.all).items()):
        print(f"{times:6,}  {kind}")
    print(f"{connection.vendor}: " + " · ".join(f"{what} {times}" for what, times in happened.items()))
    if never := [what for what, times in happened.items() if not times]:
        print(f"This run proves nothing, for something never happened: {', '.join(never)}.")
    print(f"documents asked for {outcome.asked} · made {outcome.made} · server broke by itself {len(broken)}")
    print(" · ".join(f"{what} {times}" for what, times in _sum(outcome).items()), flush=True)
    return outcome.is_right


def _sum(outcome: Outcome) -> dict[str, int]:
    count, verdict = outcome.ledger.count(), outcome.verdict
    return {
        "sent": len(outcome.ledger.all),
        "received": count[State.RECEIVED],
        "refused with a reason": sum(one.state == State.REFUSED and one.tells_why for one in outcome.ledger.all),
        "without a sentence": len(verdict.without_a_sentence),
        "not brought back": len(verdict.forgotten),
        "unanswered": count[State.UNANSWERED],
        "lost": len(verdict.lost),
        "doubled": len(verdict.doubled),
        "wrongly refused": len(verdict.wrongly_refused),
    }

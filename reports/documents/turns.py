"""Whose document comes next: one of each requester, round after round, however many one of them asked for.

A request has a turn, the number of its round. Workers take the lowest turn first, and of equal ones whichever was asked
for earlier. So who asks for one document waits for one of each other requester at most, and a thousand of hers take
nothing from anybody. Of small papers that stand in a row a worker takes a few in one go. The turn is given once, when
it is asked for: to take the next one looks at no other row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Min, Q

from reports.documents.models.jobs import ReportJob

if TYPE_CHECKING:
    from accompaniment.models import User

QUEUED = Q(status=ReportJob.Status.QUEUED)


def first_turn(*, waiting: int | None, begun: int | None, own: int | None) -> int:
    """The turn of what somebody asks for now: of the present round, and after all that she waits for already.

    `waiting` is the lowest turn that waits, or None; then the round is that of what was `begun`. `own` is her last.
    """
    present = waiting if waiting is not None else begun or 0
    return present if own is None else max(present, own + 1)


def next_turn(by: User) -> int:
    """The first turn that is free to the user; the caller lets nobody else ask in her name meanwhile."""
    told = ReportJob.objects.unfinished().aggregate(
        waiting=Min("turn", filter=QUEUED),
        begun=Max("turn", filter=~QUEUED),
        own=Max("turn", filter=QUEUED & Q(requested_by=by)),
    )
    return first_turn(**told)

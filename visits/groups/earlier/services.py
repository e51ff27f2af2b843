"""What those on the list of a session agreed before it: each is looked at first, or it is said why not."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from accompaniment.lib.locks import lock
from accompaniment.models import User
from visits.commitments.models import Commitment, CommitmentReview
from visits.commitments.settling import settle
from visits.groups.models import GroupSession

SKIPPED = ""  # the verdict of what was not looked at


@dataclass(frozen=True)
class Verdict:
    """What a session found of a commitment; of one that it did not look at, `evidence` is why."""

    verdict: str
    evidence: str
    new_due_on: date | None = None


def asked_in(session: GroupSession, *, by: User) -> list[Any]:
    """The commitments that the session looks at first: of those on its list, from visits and sessions before its day,
    what is open, or what it has looked at already; as far as `by` may read them.

    `said` is the session's own verdict on each, None while there is none.
    """
    own = CommitmentReview.objects.filter(session=session, commitment=OuterRef("pk"))
    seen = Commitment.objects.visible_to(by)
    before = Q(visit__visited_on__lt=session.held_on) | Q(session__held_on__lt=session.held_on)
    listed = seen.agreed().filter(before, teacher__in=session.attendances.values("teacher"))
    rows = listed.annotate(said=Subquery(own.values("verdict")[:1])).with_origin().select_related("teacher")
    open_or_said = Q(status__in=Commitment.PENDING) | Q(said__isnull=False)
    return list(rows.filter(open_or_said).order_by("teacher__search_name", "teacher_id", "due_on", "order", "pk"))


def how_many_blank(session: GroupSession, *, by: User) -> int:
    """How many of those wait for a verdict, or for the reason why they were not looked at."""
    return sum(row.said is None for row in asked_in(session, by=by))


@transaction.atomic
def review_earlier(*, session: GroupSession, verdicts: Mapping[uuid.UUID, Verdict | None]) -> GroupSession:
    """Write down what the session found of each of these commitments; None takes back what it said.

    They count once the session is held.
    """
    lock(session)
    said = {key: one for key, one in verdicts.items() if one}
    session.commitment_reviews.filter(commitment__in=verdicts).exclude(commitment__in=said).delete()
    rows = [CommitmentReview(session=session, commitment_id=key, **vars(one)) for key, one in said.items()]
    CommitmentReview.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["commitment", "session"],
        update_fields=["verdict", "evidence", "new_due_on"],
    )
    if session.state == GroupSession.State.HELD:
        settle(verdicts)
    return session

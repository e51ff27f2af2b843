"""What the verdicts given so far make of a commitment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Coalesce

from .models import Commitment, CommitmentReview, status_left_by


def settle(commitments: Iterable[Any]) -> None:
    """Give each of these the verdict of its latest closed visit or contact, and its date; the first date stays known.

    Without one it is open as on its first day.
    """
    keys = list(commitments)
    reviews = (
        CommitmentReview.objects.told()
        .filter(commitment__in=keys)
        .in_order()
        .values("commitment", "verdict", "new_due_on")
    )
    latest = {review["commitment"]: review for review in reviews}
    for pk in keys:
        review = latest.get(pk, {"verdict": CommitmentReview.IN_TIME, "new_due_on": None})
        moved = {"due_on": review["new_due_on"], "agreed_due_on": Coalesce("agreed_due_on", "due_on")}
        due = moved if review["new_due_on"] else {}
        Commitment.objects.filter(pk=pk).update(status=status_left_by(review["verdict"]), **due)

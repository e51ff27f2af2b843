"""What became of each commitment, as far as somebody may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from accompaniment.models import User
from visits.record.models.visits import Visit

from .models import Commitment, CommitmentReview


@dataclass(frozen=True)
class CommitmentHistory:
    """A commitment and the later verdicts on it that somebody may read, oldest first.

    While they may read all of them it stands as it is; otherwise as the last one that they may read left it.
    """

    commitment: Commitment
    verdicts: list[CommitmentReview]
    is_whole: bool

    @property
    def agreed_on(self) -> date:
        origin = self.commitment.visit
        if origin:
            return origin.visited_on
        assert self.commitment.session  # noqa: S101 : a commitment has one origin
        return self.commitment.session.held_on

    @property
    def status(self) -> Commitment.Status:
        if self.is_whole:
            return Commitment.Status(self.commitment.status)
        return Commitment.Status(self.verdicts[-1].verdict) if self.verdicts else Commitment.Status.OPEN

    @property
    def due_on(self) -> date:
        if self.is_whole:
            return self.commitment.due_on
        moved = [review.new_due_on for review in self.verdicts if review.new_due_on]
        return moved[-1] if moved else self.commitment.agreed_due_on or self.commitment.due_on

    @property
    def is_pending(self) -> bool:
        return self.status in Commitment.PENDING

    @property
    def is_overdue(self) -> bool:
        return self.is_pending and self.due_on < timezone.localdate()


def histories_of(commitments: Iterable[Commitment], *, by: User) -> list[CommitmentHistory]:
    """Return the history of each commitment as `by` may read it, in their order; one more query for all of them."""
    rows = list(commitments)
    readable = Visit.objects.visible_to(by).with_levels_shown_to(by)
    told = (
        CommitmentReview.objects.filter(visit__status__in=Visit.DONE)
        .annotate(is_readable=ExpressionWrapper(Q(visit__in=readable.values("pk")), BooleanField()))
        .select_related("visit")
        .order_by("visit__visited_on", "visit__closed_at")
    )
    prefetch_related_objects(rows, Prefetch("reviews", told, to_attr="told"))
    return [_history(row, row.told) for row in rows]  # type: ignore[attr-defined]


def untold(commitment: Commitment) -> CommitmentHistory:
    """Return the history of a commitment of which no later visit spoke."""
    return CommitmentHistory(commitment, [], is_whole=True)


def _history(commitment: Commitment, told: list[CommitmentReview]) -> CommitmentHistory:
    verdicts = [review for review in told if review.is_readable]  # type: ignore[attr-defined]
    return CommitmentHistory(commitment, verdicts, is_whole=len(verdicts) == len(told))

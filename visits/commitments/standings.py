"""How commitments stand, as far as somebody may read what was said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accompaniment.models import Teacher, User

from .models import AGREED, Commitment, CommitmentQuerySet, CommitmentReview


@dataclass(frozen=True)
class Standing:
    """A commitment with its state and its date as a reader knows them."""

    commitment: Commitment
    status: Commitment.Status
    due_on: date

    @property
    def agreed_on(self) -> date:
        origin = self.commitment.visit
        if origin:
            return origin.visited_on
        assert self.commitment.session  # noqa: S101 : a commitment has one origin
        return self.commitment.session.held_on

    @property
    def is_of_others(self) -> bool:
        """Whether somebody else than the accompanied person answers for it."""
        return self.commitment.responsible != Commitment.Responsible.TEACHER

    @property
    def is_pending(self) -> bool:
        return self.status in Commitment.PENDING

    @property
    def is_overdue(self) -> bool:
        return self.is_pending and self.due_on < timezone.localdate()


def standings_of(commitments: Iterable[Any], *, by: User) -> list[Standing]:
    """Return how each of these commitments stands for `by`, in their order; they were read `with_hidden_verdicts`.

    Where a verdict is hidden, it is as the last one that they may read left it, or as it was agreed.
    """
    rows = list(commitments)
    hidden = [row.pk for row in rows if row.has_hidden]
    told = _told_to(by, hidden) if hidden else {}
    return [_as_told(row, told.get(row.pk, [])) if row.has_hidden else as_stored(row) for row in rows]


def standings_about(teacher: Teacher, *, by: User) -> list[Standing]:
    """How all that she agreed stands for `by`, the latest first; each one's `told` are the verdicts they may read."""
    told = CommitmentReview.objects.told().visible_to(by).in_order().select_related("visit", "contact", "session")
    commitments = (
        Commitment.objects.visible_to(by)
        .agreed()
        .of_teacher(teacher)
        .with_hidden_verdicts(by)
        .select_related("criterion", "visit__companion__user", "session", "teacher")
        .prefetch_related(Prefetch("reviews", told, to_attr="told"))
    )
    return sorted(standings_of(commitments, by=by), key=lambda one: one.agreed_on, reverse=True)


def overdue_for(commitments: CommitmentQuerySet, *, by: User, hidden: QuerySet[CommitmentReview]) -> CommitmentQuerySet:
    """Those whose `Standing` for `by` is overdue, read as `standings_of` asks for: chosen by the database.

    `hidden` holds every verdict on any of them that `by` may not read. They are few or none, so they are asked for
    first: what is known of the others stands in their own row, and an index finds it.
    """
    agreed, today, pending = commitments.filter(AGREED), timezone.localdate(), Commitment.PENDING
    apart = list(hidden.order_by().values_list("commitment", flat=True))
    stored = agreed.exclude(pk__in=apart).filter(status__in=pending, due_on__lt=today)
    if not apart:
        return stored.annotate(has_hidden=Value(False))
    last = CommitmentReview.objects.told().visible_to(by).filter(commitment=OuterRef("pk"))
    last = last.in_order().reverse()
    moved = last.exclude(new_due_on=None).values("new_due_on")[:1]
    told = (
        agreed.filter(pk__in=apart)
        .alias(
            told_verdict=Coalesce(Subquery(last.values("verdict")[:1]), Value(CommitmentReview.IN_TIME)),
            told_due_on=Coalesce(Subquery(moved), "agreed_due_on", "due_on"),
        )
        .filter(told_verdict__in=CommitmentReview.LEAVE_PENDING, told_due_on__lt=today)
    )
    overdue = stored.order_by().values("pk").union(told.order_by().values("pk"))
    return Commitment.objects.filter(pk__in=overdue).annotate(has_hidden=Q(pk__in=apart))


def _told_to(user: User, commitments: Sequence[Any]) -> dict[Any, list[CommitmentReview]]:
    """The verdicts that the user may read on each of these, oldest first."""
    reviews = CommitmentReview.objects.told().visible_to(user).filter(commitment__in=commitments)
    found: dict[Any, list[CommitmentReview]] = defaultdict(list)
    for review in reviews.in_order():
        found[review.commitment_id].append(review)
    return found


def _as_told(commitment: Commitment, told: Sequence[CommitmentReview]) -> Standing:
    moved = [review.new_due_on for review in told if review.new_due_on]
    status = told[-1].leaves if told else Commitment.Status.OPEN
    return Standing(commitment, status, moved[-1] if moved else commitment.agreed_due_on or commitment.due_on)


def as_stored(commitment: Commitment) -> Standing:
    """Return how a commitment stands for who may read all that was said of it."""
    return Standing(commitment, Commitment.Status(commitment.status), commitment.due_on)

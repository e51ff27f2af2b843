"""How commitments stand, as far as somebody may read what was said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from .models import Commitment


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
    def is_pending(self) -> bool:
        return self.status in Commitment.PENDING

    @property
    def is_overdue(self) -> bool:
        return self.is_pending and self.due_on < timezone.localdate()


def standings_of(commitments: Iterable[Any]) -> list[Standing]:
    """Return how each of these commitments stands, which were read `as_known_to` somebody."""
    return [Standing(row, Commitment.Status(row.known_status), row.known_due_on) for row in commitments]


def as_stored(commitment: Commitment) -> Standing:
    """Return how a commitment stands for who may read all that was said of it."""
    return Standing(commitment, Commitment.Status(commitment.status), commitment.due_on)

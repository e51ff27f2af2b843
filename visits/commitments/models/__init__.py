"""Commitments, the verdicts on them, and those that worked as ideas for others."""

from .commitments import (
    AGREED,
    Commitment,
    CommitmentQuerySet,
    CommitmentReview,
    CommitmentReviewQuerySet,
    Origin,
    status_left_by,
)
from .ideas import CommitmentIdea

__all__ = [
    "AGREED",
    "Commitment",
    "CommitmentIdea",
    "CommitmentQuerySet",
    "CommitmentReview",
    "CommitmentReviewQuerySet",
    "Origin",
    "status_left_by",
]

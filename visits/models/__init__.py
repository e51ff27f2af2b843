"""What happened in the classroom and what was agreed."""

from .commitments import Commitment, CommitmentReview
from .groups import Attendance, GroupSession
from .records import Dialogue, FieldNote, Score
from .submissions import Submission
from .visits import Visit

__all__ = [
    "Attendance",
    "Commitment",
    "CommitmentReview",
    "Dialogue",
    "FieldNote",
    "GroupSession",
    "Score",
    "Submission",
    "Visit",
]

"""What happened in the classroom and what was agreed."""

from .alerts import Alert
from .attachments import Attachment
from .calendars import CalendarFeed, Proposal, ProposedVisit
from .commitments import Commitment, CommitmentIdea, CommitmentReview
from .confirmations import Confirmation, Revision
from .conversations import Comment, Question, SelfAssessment, SelfScore
from .digests import DigestSent
from .groups import Attendance, GroupSession
from .pairs import PairedObservation, PairedRemark, PairedScore, PairedSending
from .records import Dialogue, FieldNote, Score
from .submissions import Submission
from .visits import Rescheduling, Visit, VisitDay

__all__ = [
    "Alert",
    "Attachment",
    "Attendance",
    "Comment",
    "CalendarFeed",
    "Commitment",
    "CommitmentIdea",
    "CommitmentReview",
    "Confirmation",
    "Dialogue",
    "DigestSent",
    "FieldNote",
    "GroupSession",
    "Proposal",
    "ProposedVisit",
    "PairedObservation",
    "PairedRemark",
    "PairedScore",
    "PairedSending",
    "Question",
    "Rescheduling",
    "Revision",
    "Score",
    "SelfAssessment",
    "SelfScore",
    "Submission",
    "Visit",
    "VisitDay",
]

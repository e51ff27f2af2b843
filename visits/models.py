"""What happened in the classroom and what was agreed."""

from visits.alerts.models import Alert, AlertNote, AlertNotice, AlertProtocol, AlertStep
from visits.calibration.models import PairedObservation, PairedRemark, PairedScore, PairedSubmission
from visits.closing.models import Confirmation, Revision
from visits.commitments.models import Commitment, CommitmentIdea, CommitmentReview
from visits.contacts.models import Contact
from visits.groups.materials.models import MaterialOpening, SessionMaterial
from visits.groups.models import AgendaMoment, Attendance, GroupSession, RatingTally
from visits.plan.models import CalendarFeed, Proposal, ProposedVisit
from visits.record.models.attachments import Attachment
from visits.record.models.contents import Dialogue, FieldNote, Score
from visits.record.models.days import Rescheduling, VisitDay
from visits.record.models.submissions import Submission
from visits.record.models.visits import Visit
from visits.talk.models import Comment, Question, SelfAssessment, SelfScore
from visits.today.models import DigestSent

__all__ = [
    "AgendaMoment",
    "Alert",
    "AlertNote",
    "AlertNotice",
    "AlertProtocol",
    "AlertStep",
    "Attachment",
    "Attendance",
    "Comment",
    "CalendarFeed",
    "Commitment",
    "CommitmentIdea",
    "CommitmentReview",
    "Confirmation",
    "Contact",
    "Dialogue",
    "DigestSent",
    "FieldNote",
    "GroupSession",
    "MaterialOpening",
    "Proposal",
    "ProposedVisit",
    "PairedObservation",
    "PairedRemark",
    "PairedScore",
    "PairedSubmission",
    "Question",
    "RatingTally",
    "Rescheduling",
    "Revision",
    "Score",
    "SelfAssessment",
    "SelfScore",
    "SessionMaterial",
    "Submission",
    "Visit",
    "VisitDay",
]

"""What is said of a visit, between the form that reads it and the service that saves it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accompaniment.access import Allowed, Denied
from accompaniment.models import Assignment, User
from accompaniment.submissions.receiving import NewSubmission, Refused
from rubrics.models import InstrumentVersion
from visits.alerts.services import AlertRecord
from visits.record.models.visits import Visit

LONG = 20_000  # characters of a free text; a page of notes has about 3,000


@dataclass(frozen=True)
class VisitRecord:
    """What one submission says, as field values ready for the models; `scores` are keyed by criterion."""

    header: dict[str, Any]
    notes: list[dict[str, Any]] = field(default_factory=list)
    reviews: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    scores: dict[int, dict[str, Any]] = field(default_factory=dict)
    dialogue: dict[str, Any] = field(default_factory=dict)
    commitments: list[dict[str, Any]] = field(default_factory=list)
    days: list[dict[str, Any]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OpenedVisit:
    """A visit to be written, or that begins here; of which assignment, by which version, and whether the person may."""

    visit_id: uuid.UUID
    visit: Visit | None
    assignment: Assignment
    version: InstrumentVersion
    verdict: Allowed | Denied

    def is_of(self, user: User) -> bool:
        """Whether the user writes this visit, or once did: its companion or the one to whom it was handed on."""
        writes = self.visit is not None and self.visit.is_written_by(user)
        return writes or self.assignment.companion.user_id == user.pk


@dataclass(frozen=True)
class SentVisit:
    """The form of a visit, as it was sent: `assignment_id` and `version_id` are what it says of itself.

    `read` returns what the form says once it is known of which visit it is, or why that can't be saved. `alert` returns
    what it says of a serious conduct, and of which visit, once it was read: that is told whatever becomes of the rest.
    """

    submission: NewSubmission
    visit_id: uuid.UUID
    assignment_id: str
    version_id: str
    read: Callable[[OpenedVisit], VisitRecord | Refused]
    begins_on: int = 0  # the revision before the first one, should a visit begin with it
    alert: Callable[[], tuple[OpenedVisit, AlertRecord] | None] = lambda: None


@dataclass(frozen=True)
class Recording:
    """What is to be saved of one submission: of which visit, to whom, by which version, and what it says."""

    visit_id: uuid.UUID
    assignment: Assignment
    version: InstrumentVersion
    submission: NewSubmission
    record: VisitRecord
    begins_on: int = 0

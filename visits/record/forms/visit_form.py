"""The whole visit form: its parts, valid together or not at all."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accompaniment.lib.form_rows import Rows
from accompaniment.lib.shared_fields import sharing_fields
from accompaniment.models import Assignment
from rubrics.instruments.published import criteria_of
from rubrics.models import Criterion, InstrumentVersion
from visits.alerts.former import written_in
from visits.alerts.forms import AlertForm
from visits.alerts.services import AlertRecord
from visits.commitments.models import CommitmentIdea, CommitmentQuerySet, CommitmentReview
from visits.record.models.contents import Dialogue
from visits.record.models.visits import Visit
from visits.record.phases import begun_visits, phase_to_begin, phase_to_make
from visits.record.record import VisitRecord

from .days import DayRows, require_days_apart
from .dialogue import PERFORMANCE, CommitmentRows, DialogueForm, QuestionRows, require_due_after, require_next_after
from .documents import DocumentsForm
from .header import HeaderForm
from .helps import PromptsOf, ideas_by_topic, prompts_by_moment
from .notes import MonitoringForm, NoteRows, tagged
from .reviews import Reviewed, require_verdicts_of_day
from .scores import ScoreForm, refuse_levels_unobserved

CARRIED_ON = ("enrolled_boys", "enrolled_girls", "with_disability", "moments")


@sharing_fields()
class EnvelopeForm(forms.Form):
    """What makes a submission safe to repeat: its own id, and the revision and version it was written on."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    base_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    assignment = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sent_at = forms.CharField(widget=forms.HiddenInput, required=False)  # the page's script writes it, in UTC


class VisitForm:
    """The visit form of one assignment; `visit` is None for a visit that the server has not seen yet."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        assignment: Assignment,
        version: InstrumentVersion,
        visit: Visit | None,
        asked: CommitmentQuerySet,
    ) -> None:
        self.visit = visit
        self.assignment = assignment
        self.criteria = criteria_of(version)
        self.unknown: list[UnknownCriterion] = []
        initial = _Initial(visit, assignment, version, is_bound=data is not None)
        criteria = {"criteria": self.criteria}
        self.envelope = EnvelopeForm(data, initial=initial.envelope())
        self.header = HeaderForm(data, initial=initial.header(), assignment=assignment, visit=visit, prefix="visit")
        self.documents = DocumentsForm(data, asked=assignment.campaign.documents_asked, shown=initial.documents())
        self.days: Rows = DayRows(data, initial=initial.days(), prefix="days")
        self.reviewed = Reviewed(asked.with_judge(assignment, visit), is_bound=data is not None)
        self.reviews = self.reviewed.forms(data, initial.review)
        self.monitoring = MonitoringForm(data, initial=initial.monitoring(), prefix="monitoring")
        self.notes: Rows = NoteRows(data, initial=initial.notes(), form_kwargs=criteria, prefix="notes")
        self.scores = [
            ScoreForm(data, criterion=c, initial=initial.score(c), prefix=f"score-{c.pk}") for c in self.criteria
        ]
        self.alert = AlertForm(written_in(data), prefix="alert")
        self.dialogue = DialogueForm(data, instance=initial.dialogue(), prefix="dialogue")
        self.questions: Rows = QuestionRows(data, initial=initial.questions(), prefix="questions")
        self.commitments: Rows = CommitmentRows(
            data, initial=initial.commitments(), form_kwargs=criteria, prefix="commitments"
        )

        self._gather_evidence()

    def _gather_evidence(self) -> None:
        """Give each criterion the notes that speak of it."""
        by_criterion = {str(form.criterion.pk): form for form in self.scores}
        for criterion, note in tagged(self.notes):
            if criterion in by_criterion:
                by_criterion[criterion].tagged.append(note)

    def refuse_unknown(self, data: Mapping[str, Any]) -> None:
        """Take what was sent for criteria of another version for an error, and show it."""
        self.unknown = _foreign_scores(data, self.criteria)

    def is_valid(self) -> bool:
        parts: list[Any] = [
            self.envelope,
            self.header,
            self.documents,
            self.days,
            *self.reviews,
            self.monitoring,
            self.notes,
            *self.scores,
            self.alert,
            self.dialogue,
            self.questions,
            self.commitments,
        ]
        are_valid = [part.is_valid() for part in parts]  # every part, so that every error shows at once
        return all(are_valid) and self._holds_together() and not self.unknown

    def _holds_together(self) -> bool:
        """Check the dates of the parts against each other."""
        day = self.header.cleaned_data["visited_on"]
        require_days_apart(self.days, day, self.assignment)
        require_verdicts_of_day(self.reviews, day)
        require_next_after(self.dialogue, day)
        require_due_after(self.commitments, day)
        refuse_levels_unobserved(self.header, self.scores)
        return not any(form.errors for form in self.forms())

    def record(self) -> VisitRecord:
        """Return what the valid form says."""
        return VisitRecord(
            header={
                **self.header.cleaned_data,
                "documents": self.documents.answers(),
                "monitoring_minutes": self.monitoring.cleaned_data["minutes"],
            },
            notes=self.notes.filled(),
            reviews={f.key: f.cleaned_data for f in self.reviews if f.cleaned_data["verdict"]},
            scores={f.criterion.pk: score for f in self.scores if (score := f.score)},
            dialogue=dict(self.dialogue.cleaned_data),
            commitments=[self._with_criterion(row) for row in self.commitments.filled()],
            days=self.days.filled(),
            questions=list(dict.fromkeys(row["text"] for row in self.questions.filled())),
        )

    def alert_record(self) -> AlertRecord | None:
        """What the form says of a serious conduct, whatever the rest of it lacks; None where it says nothing yet."""
        day = self.header.is_valid() and self.header.cleaned_data["visited_on"]
        return self.alert.told(day or timezone.localdate())

    def _with_criterion(self, row: dict[str, Any]) -> dict[str, Any]:
        """The commitment with what its criterion says: its competency and, unless one was typed, its performance."""
        chosen = next((c for c in self.criteria if c.pk == row["criterion"]), None)
        title = chosen.title[:PERFORMANCE] if chosen else ""
        return {**row, "competency": chosen.competency if chosen else "", "performance": row["performance"] or title}

    @property
    def error_fields(self) -> list[BoundField]:
        """The fields to mend, in the order of the page."""
        return [form[name] for form in self.forms() for name in form.errors if name in form.fields]

    @property
    def has_further_days(self) -> bool:
        return any(form.initial or form.has_changed() for form in self.days.forms)

    @cached_property
    def prompts(self) -> dict[str, list[PromptsOf]]:
        """Questions that help to ask, by moment of the dialogue."""
        return prompts_by_moment(self.criteria)

    @cached_property
    def ideas(self) -> dict[str, list[CommitmentIdea]]:
        """Commitments that worked elsewhere, by what they help with, those of this rubric first."""
        return ideas_by_topic(CommitmentIdea.objects.offered().fitting(self.assignment), self.criteria)

    def forms(self) -> Iterator[forms.BaseForm]:
        yield self.header
        yield self.documents
        yield from self.days.forms
        yield from self.reviews
        yield self.monitoring
        yield from self.notes.forms
        yield from self.scores
        yield self.alert
        yield self.dialogue
        yield from self.questions.forms
        yield from self.commitments.forms


@dataclass(frozen=True)
class UnknownCriterion:
    """What was sent for a criterion that this version does not have."""

    title: str
    text: str


SCORED = re.compile(r"score-(\d{1,9})-(evidence|value|not_observed_reason|alert)")


def _foreign_scores(data: Mapping[str, Any], criteria: list[Criterion]) -> list[UnknownCriterion]:
    known = {str(criterion.pk) for criterion in criteria}
    found: dict[int, list[str]] = {}
    for name in data:
        match = SCORED.fullmatch(name)
        if match and match[1] not in known and data[name]:
            found.setdefault(int(match[1]), []).append(data[name])
    titles = dict(Criterion.objects.filter(pk__in=found).values_list("pk", "title")) if found else {}
    return [
        UnknownCriterion(titles.get(pk, _("rúbrica desconocida")), " · ".join(texts)) for pk, texts in found.items()
    ]


class _Initial:
    """What the form shows first: the visit as saved, or what post and campaign already say.

    A form that was sent shows what was sent: then the rows of the visit are not even read.
    """

    def __init__(
        self, visit: Visit | None, assignment: Assignment, version: InstrumentVersion, *, is_bound: bool
    ) -> None:
        self.visit, self.assignment, self.version, self.is_bound = visit, assignment, version, is_bound
        self.saved = None if is_bound else visit
        self._reviews = {r.commitment_id: r for r in self.saved.commitment_reviews.all()} if self.saved else {}
        self._scores = {s.criterion_id: s for s in self.saved.scores.all()} if self.saved else {}

    def envelope(self) -> dict[str, Any]:
        return {
            "submission": uuid.uuid4(),
            "base_revision": self.visit.revision if self.visit else 0,
            "assignment": self.assignment.pk,
            "version": self.version.pk,
        }

    def header(self) -> dict[str, Any]:
        if self.is_bound and self.visit is None:
            return {}
        if self.visit is None:
            begun = self._begun()
            return self._begins(begun) | {"phase": phase_to_make(self.assignment, timezone.localdate(), begun)}
        values = {name: getattr(self.visit, name) for name in HeaderForm.Meta.fields}
        if self.visit.status in Visit.AHEAD:
            begun = self._begun()
            values |= self._begins(begun) | {"phase": phase_to_begin(self.visit, begun)}
        return values

    def _begun(self) -> list[Mapping[str, Any]]:
        return begun_visits(self.assignment, "post", "status", *CARRIED_ON)

    def _begins(self, begun: list[Mapping[str, Any]]) -> dict[str, Any]:
        """Today, and what the last closed visit to this post found: the children enrolled, the moments observed."""
        closed = [v for v in begun if v["status"] in Visit.DONE and v["post"] == self.assignment.post_id]
        found = {name: closed[0][name] for name in CARRIED_ON} if closed and not self.is_bound else {}
        return {"visited_on": timezone.localdate(), **found}

    def documents(self) -> dict[str, bool]:
        return self.visit.documents if self.visit else {}

    def days(self) -> list[dict[str, Any]]:
        return _rows(self.saved.further_days.all(), "day", "starts_at", "ends_at") if self.saved else []

    def questions(self) -> list[dict[str, Any]]:
        return _rows(self.saved.questions.all(), "text") if self.saved else []

    def review(self, key: uuid.UUID, due_on: date) -> dict[str, Any]:
        """What was said of it; before its date comes, that there is still time."""
        said = _fields(self._reviews.get(key), "verdict", "evidence", "new_due_on")
        day = self.visit.visited_on if self.visit else timezone.localdate()
        return said or ({"verdict": CommitmentReview.IN_TIME} if day < due_on else {})

    def monitoring(self) -> dict[str, Any]:
        return {"minutes": self.saved.monitoring_minutes} if self.saved else {}

    def notes(self) -> list[dict[str, Any]]:
        if self.saved is None:
            return []
        return _rows(self.saved.notes.all(), "noted_at", "text", "criterion")

    def score(self, criterion: Criterion) -> dict[str, Any]:
        return _fields(self._scores.get(criterion.pk), *ScoreForm.SCORE)

    def dialogue(self) -> Dialogue | None:
        return Dialogue.objects.filter(visit=self.saved).first() if self.saved else None

    def commitments(self) -> list[dict[str, Any]]:
        names = ("performance", "action", "criterion", "evidence_expected", "responsible", "responsible_name", "due_on")
        return _rows(self.saved.commitments.order_by("order"), *names) if self.saved else []


def _rows(rows: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    return [dict(row) for row in rows.values(*names)]


def _fields(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names} if row else {}

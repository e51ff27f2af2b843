"""The whole visit form: its parts, valid together or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.models import Assignment
from rubrics.models import Criterion, InstrumentVersion

from ..models import Commitment, Dialogue, Visit
from .header import HeaderForm
from .parts import CommitmentRows, DialogueForm, NoteRows, ReviewForm, Rows, ScoreForm, require_due_after


@dataclass(frozen=True)
class VisitRecord:
    """What one sending says, as field values ready for the models; `scores` is keyed by criterion."""

    header: dict[str, Any]
    notes: list[dict[str, Any]] = field(default_factory=list)
    reviews: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    scores: dict[int, dict[str, Any]] = field(default_factory=dict)
    dialogue: dict[str, Any] = field(default_factory=dict)
    commitments: list[dict[str, Any]] = field(default_factory=list)


class EnvelopeForm(forms.Form):
    """What makes a sending safe to repeat: its own id, and the revision it was written on."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    base_revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    assignment = forms.IntegerField(widget=forms.HiddenInput)


class VisitSheet:
    """The visit form of one assignment; `visit` is None for a visit that the server has not seen yet."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        assignment: Assignment,
        version: InstrumentVersion,
        visit: Visit | None,
        pending: QuerySet[Commitment],
    ) -> None:
        self.visit = visit
        self.criteria = list(version.criteria.prefetch_related("levels"))
        initial = _Initial(visit, assignment)
        criteria = {"criteria": self.criteria}
        self.envelope = EnvelopeForm(data, initial=initial.envelope())
        self.header = HeaderForm(data, initial=initial.header(), assignment=assignment, prefix="visit")
        self.reviews = [
            ReviewForm(data, commitment=c, initial=initial.review(c), prefix=f"review-{c.pk}") for c in pending
        ]
        self.notes: Rows = NoteRows(data, initial=initial.notes(), form_kwargs=criteria, prefix="notes")
        self.scores = [
            ScoreForm(data, criterion=c, initial=initial.score(c), prefix=f"score-{c.pk}") for c in self.criteria
        ]
        self.dialogue = DialogueForm(data, instance=initial.dialogue(), prefix="dialogue")
        self.commitments: Rows = CommitmentRows(
            data, initial=initial.commitments(), form_kwargs=criteria, prefix="commitments"
        )

    def is_valid(self) -> bool:
        parts: list[Any] = [
            self.envelope,
            self.header,
            *self.reviews,
            self.notes,
            *self.scores,
            self.dialogue,
            self.commitments,
        ]
        are_valid = [part.is_valid() for part in parts]  # every part, so that every error shows at once
        if all(are_valid):
            require_due_after(self.commitments, self.header.cleaned_data["visited_on"])
        return all(are_valid) and self.commitments_hold()

    def commitments_hold(self) -> bool:
        return not any(form.errors for form in self.commitments.forms)

    def record(self) -> VisitRecord:
        """Return what a valid sheet says."""
        return VisitRecord(
            header=dict(self.header.cleaned_data),
            notes=self.notes.filled(),
            reviews={f.commitment.pk: f.cleaned_data for f in self.reviews if f.cleaned_data["verdict"]},
            scores={
                f.criterion.pk: {"value": f.cleaned_data["value"], "evidence": f.cleaned_data["evidence"]}
                for f in self.scores
                if f.cleaned_data["value"] or f.cleaned_data["evidence"]
            },
            dialogue=dict(self.dialogue.cleaned_data),
            commitments=self.commitments.filled(),
        )

    @property
    def error_fields(self) -> list[BoundField]:
        """The fields to mend, in the order of the page."""
        return [form[name] for form in self.forms() for name in form.errors if name in form.fields]

    def labels(self) -> dict[str, str]:
        """What each input of the page is called, by its name, rows with their number."""
        named: list[tuple[str, forms.BaseForm]] = [("", self.header), ("", self.dialogue)]
        named += [(f"{form.commitment.action[:40]}: ", form) for form in self.reviews]
        named += [(f"{_('Nota')} {n}: ", form) for n, form in enumerate(self.notes.forms, start=1)]
        named += [(f"{form.criterion.short_title}: ", form) for form in self.scores]
        named += [(f"{_('Compromiso')} {n}: ", form) for n, form in enumerate(self.commitments.forms, start=1)]
        return {form.add_prefix(name): f"{who}{form[name].label}" for who, form in named for name in form.fields}

    def forms(self) -> Iterator[forms.BaseForm]:
        yield self.header
        yield from self.reviews
        yield from self.notes.forms
        yield from self.scores
        yield self.dialogue
        yield from self.commitments.forms


class _Initial:
    """What the form shows first: the visit as saved, or what post and campaign already tell."""

    def __init__(self, visit: Visit | None, assignment: Assignment) -> None:
        self.visit, self.assignment = visit, assignment
        self._reviews = {r.commitment_id: r for r in visit.commitment_reviews.all()} if visit else {}
        self._scores = {s.criterion_id: s for s in visit.scores.all()} if visit else {}

    def envelope(self) -> dict[str, Any]:
        revision = self.visit.revision if self.visit else 0
        return {"submission": uuid.uuid4(), "base_revision": revision, "assignment": self.assignment.pk}

    def header(self) -> dict[str, Any]:
        today = timezone.localdate()
        if self.visit is None:
            return {"visited_on": today, "phase": self.assignment.campaign.phase_on(today)}
        values = {name: getattr(self.visit, name) for name in HeaderForm.Meta.fields}
        if self.visit.status == Visit.Status.PLANNED:
            values["visited_on"] = today
        return values

    def review(self, commitment: Commitment) -> dict[str, Any]:
        return _fields(self._reviews.get(commitment.pk), "verdict", "evidence", "new_due_on")

    def notes(self) -> list[dict[str, Any]]:
        if self.visit is None:
            return []
        return [dict(row) for row in self.visit.notes.values("noted_at", "text", "criterion")]

    def score(self, criterion: Criterion) -> dict[str, Any]:
        return _fields(self._scores.get(criterion.pk), "value", "evidence")

    def dialogue(self) -> Dialogue | None:
        return Dialogue.objects.filter(visit=self.visit).first() if self.visit else None

    def commitments(self) -> list[dict[str, Any]]:
        if self.visit is None:
            return []
        names = ("action", "criterion", "evidence_expected", "responsible", "due_on")
        return [dict(row) for row in self.visit.commitments.order_by("order").values(*names)]


def _fields(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names} if row else {}

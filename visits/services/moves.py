"""Moves of a visit: planned, closed, cancelled. What closing needs is asked here and nowhere else."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accompaniment.models import Assignment, Change
from accompaniment.services.changes import log_change
from rubrics.models import InstrumentVersion

from ..models import Commitment, CommitmentReview, Visit
from .recording import create_visit


@transaction.atomic
def plan_visit(
    *, visit_id: uuid.UUID, assignment: Assignment, version: InstrumentVersion, planned_on: date, **fields: Any
) -> Visit:
    """Put a visit of this assignment on the calendar; the same visit sent twice is there once."""
    if already := Visit.objects.filter(pk=visit_id, assignment=assignment).first():
        return already
    visit = create_visit(
        visit_id=visit_id,
        assignment=assignment,
        version=version,
        status=Visit.Status.PLANNED,
        planned_on=planned_on,
        visited_on=planned_on,
        **fields,
    )
    _log(visit, {"planned_on": [None, planned_on.isoformat()]}, action=Change.Action.CREATED)
    return visit


def missing_to_close(visit: Visit) -> list[str]:
    """Say, one sentence each, what a visit in progress still lacks before it can be closed."""
    missing = []
    if not (visit.starts_at and visit.ends_at):
        missing.append(_("Falta la hora de inicio o de término."))
    scored = {score.criterion_id for score in visit.scores.all() if score.value and score.evidence}
    missing += [
        _("Falta el nivel o la evidencia de «%(title)s».") % {"title": criterion.short_title}
        for criterion in visit.version.criteria.all()
        if criterion.pk not in scored
    ]
    reviewed = {review.commitment_id for review in visit.commitment_reviews.all()}
    if waiting := [c for c in pending_commitments(visit) if c.pk not in reviewed]:
        missing.append(
            ngettext(
                "Falta decir si se cumplió %(n)d compromiso anterior.",
                "Falta decir si se cumplieron %(n)d compromisos anteriores.",
                len(waiting),
            )
            % {"n": len(waiting)}
        )
    return missing


def pending_commitments(visit: Visit) -> list[Commitment]:
    """The commitments that this visit asks about: those its person had pending from any strategy."""
    return list(Commitment.objects.of_teacher(visit.teacher_id).pending().exclude(visit=visit))


@transaction.atomic
def close_visit(*, visit: Visit) -> None:
    """Freeze the visit and give its verdicts to the commitments; raise ValidationError while something is missing."""
    visit.require_move(to=Visit.Status.CLOSED)
    if missing := missing_to_close(visit):
        raise ValidationError(missing)
    _move(visit, Visit.Status.CLOSED, closed_at=timezone.now())
    for review in CommitmentReview.objects.filter(visit=visit):
        settle(review)


def settle(review: CommitmentReview) -> None:
    """Write a closed visit's verdict on the commitment it is about."""
    changes: dict[str, object] = {"status": review.verdict}
    if review.new_due_on:
        changes["due_on"] = review.new_due_on
    Commitment.objects.filter(pk=review.commitment_id).update(**changes)


@transaction.atomic
def cancel_visit(*, visit: Visit, reason: str) -> None:
    """Take a visit off the calendar, or leave a draft unfinished, with its reason."""
    visit.require_move(to=Visit.Status.CANCELLED)
    _move(visit, Visit.Status.CANCELLED, cancel_reason=reason)


def _move(visit: Visit, to: str, **changes: object) -> None:
    """Change the state once, even when two clicks arrive together."""
    moved = Visit.objects.filter(pk=visit.pk, status=visit.status, revision=visit.revision).update(
        status=to, updated_at=timezone.now(), **changes
    )
    if not moved:
        raise ValidationError(_("La visita cambió mientras la mirabas. Ábrela otra vez."), code="changed")
    _log(visit, {"status": [visit.status, to]})
    visit.refresh_from_db()


def _log(visit: Visit, fields: dict[str, list[Any]], action: Change.Action = Change.Action.CHANGED) -> None:
    """A visit's moves are logged here; what was written in it is in its submissions, sending by sending."""
    log_change(visit, fields, action=action, teacher_id=visit.teacher_id, ugel_id=visit.ugel_id)

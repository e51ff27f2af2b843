"""Recording a visit: each sending is saved once, and none ever overwrites what another one saved."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.models import Assignment, User
from rubrics.models import InstrumentVersion

from ..forms.sheet import VisitRecord
from ..models import Commitment, CommitmentReview, Dialogue, FieldNote, Score, Submission, Visit

MANY_AT_ONCE = 5  # devices that may start a visit of one assignment in the same instant


@dataclass(frozen=True)
class Sending:
    """One sending of the form: its own id, the revision it was written on, and the fields as they were typed."""

    id: uuid.UUID
    base_revision: int
    payload: dict[str, list[str]]


def record_visit(
    *,
    visit_id: uuid.UUID,
    assignment: Assignment,
    version: InstrumentVersion,
    by: User,
    sending: Sending,
    record: VisitRecord,
) -> Submission:
    """Save the record unless this sending was already received; on an outdated revision keep it as a conflict.

    Returns the submission, whose outcome says which. Raises ValidationError when the visit is no longer open or the
    sending's id belongs to something else.
    """
    for attempt in range(MANY_AT_ONCE):
        try:
            with transaction.atomic():
                return _record_once(visit_id, assignment, version, by, sending, record)
        except IntegrityError:  # the same sending or the same visit number arrived in this very moment: look again
            if attempt == MANY_AT_ONCE - 1:
                raise
    raise AssertionError("unreachable")


def _record_once(
    visit_id: uuid.UUID,
    assignment: Assignment,
    version: InstrumentVersion,
    by: User,
    sending: Sending,
    record: VisitRecord,
) -> Submission:
    if received := Submission.objects.filter(pk=sending.id).first():
        return _same_sending(received, visit_id, by)
    visit = Visit.objects.select_for_update().filter(pk=visit_id).first()
    if visit is None:
        visit = create_visit(visit_id=visit_id, assignment=assignment, version=version, revision=1, **record.header)
        Dialogue.objects.create(visit=visit, **record.dialogue)
        _write_rows(visit, record)
    elif visit.revision != sending.base_revision:
        return _keep(visit, by, sending, Submission.Outcome.CONFLICT)
    else:
        _rewrite(visit, record)
    return _keep(visit, by, sending, Submission.Outcome.SAVED)


def _same_sending(received: Submission, visit_id: uuid.UUID, by: User) -> Submission:
    if received.visit_id != visit_id or received.author_id != by.pk:
        raise ValidationError(_("Este envío no corresponde a esta visita. Vuelve a abrir el formulario."))
    return received


def create_visit(*, visit_id: uuid.UUID, assignment: Assignment, version: InstrumentVersion, **fields: Any) -> Visit:
    """Create the assignment's next visit, with place and people as they are today."""
    post = assignment.post
    visit = Visit(
        id=visit_id,
        assignment=assignment,
        campaign=assignment.campaign,
        companion=assignment.companion,
        teacher=post.teacher,
        post=post,
        institution=post.institution,
        ugel=post.institution.ugel,
        version=version,
        number=next_number(assignment),
        **fields,
    )
    visit.save(force_insert=True)
    return visit


def next_number(assignment: Assignment) -> int:
    """The number of the assignment's next visit; a unique constraint settles two visits begun at once."""
    last = assignment.visits.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _rewrite(visit: Visit, record: VisitRecord) -> None:
    if visit.status == Visit.Status.PLANNED:
        visit.require_move(to=Visit.Status.IN_PROGRESS)
    elif visit.status != Visit.Status.IN_PROGRESS:
        raise ValidationError(_("La visita ya está cerrada y no se modifica."), code="closed")
    changed = Visit.objects.filter(pk=visit.pk, revision=visit.revision).update(
        **record.header, status=Visit.Status.IN_PROGRESS, revision=F("revision") + 1, updated_at=timezone.now()
    )
    if not changed:
        raise IntegrityError("another sending was saved in between")
    Dialogue.objects.update_or_create(visit=visit, defaults=record.dialogue)
    for rows in (visit.notes, visit.scores, visit.commitments, visit.commitment_reviews):
        rows.all().delete()
    _write_rows(visit, record)


def _write_rows(visit: Visit, record: VisitRecord) -> None:
    FieldNote.objects.bulk_create(
        FieldNote(visit=visit, order=order, **_by_key(note)) for order, note in enumerate(record.notes)
    )
    Score.objects.bulk_create(
        Score(visit=visit, criterion_id=criterion, **score) for criterion, score in record.scores.items()
    )
    CommitmentReview.objects.bulk_create(
        CommitmentReview(visit=visit, commitment_id=commitment, **review)
        for commitment, review in record.reviews.items()
    )
    Commitment.objects.bulk_create(
        Commitment(visit=visit, teacher_id=visit.teacher_id, order=order, **_by_key(commitment))
        for order, commitment in enumerate(record.commitments)
    )


def _by_key(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its criterion as a key: rows of a form know criteria by number only."""
    return {**{name: row[name] for name in row if name != "criterion"}, "criterion_id": row["criterion"]}


def _keep(visit: Visit, by: User, sending: Sending, outcome: str) -> Submission:
    return Submission.objects.create(
        id=sending.id,
        visit=visit,
        author=by,
        base_revision=sending.base_revision,
        payload=sending.payload,
        outcome=outcome,
    )


def discard(*, submission: Submission) -> None:
    """Settle a conflict by staying with what is saved; what was sent stays readable in its submission."""
    Submission.objects.filter(pk=submission.pk, outcome=Submission.Outcome.CONFLICT).update(
        outcome=Submission.Outcome.DISCARDED
    )


@transaction.atomic
def apply_conflict(*, submission: Submission, revision: int, by: User, record: VisitRecord) -> Submission:
    """Settle a conflict by saving what was sent over `revision`, the one its author looked at."""
    saved = record_visit(
        visit_id=submission.visit_id,
        assignment=submission.visit.assignment,
        version=submission.visit.version,
        by=by,
        sending=Sending(uuid.uuid4(), revision, submission.payload),
        record=record,
    )
    if saved.outcome == Submission.Outcome.SAVED:
        Submission.objects.filter(pk=submission.pk).update(outcome=Submission.Outcome.MERGED)
    else:
        saved.delete()  # the visit moved on again while she was deciding: the conflict stays open, once
    return saved

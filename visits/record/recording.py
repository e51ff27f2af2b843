"""Writing what a visit says into its rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock
from accompaniment.models import Assignment
from accompaniment.submissions.receiving import NewSubmission
from rubrics.models import InstrumentVersion
from visits.commitments.models import Commitment, CommitmentReview
from visits.record.models.contents import Dialogue, FieldNote, Score
from visits.record.models.days import VisitDay
from visits.record.models.submissions import Submission
from visits.record.models.visits import Visit
from visits.talk.models import Question

from .record import Recording, VisitRecord
from .transitions import log_move


def begin_visit(recording: Recording, number: int) -> Visit:
    """Write a new visit, the assignment's by that number, with all that its first submission says.

    Whose post it is, is read anew: two records of its person may be joined, or parted, in this very moment.
    """
    record = recording.record
    lock(recording.assignment.post)
    visit = create_visit(
        visit_id=recording.visit_id,
        assignment=recording.assignment,
        version=recording.version,
        number=number,
        revision=recording.begins_on + 1,
        **record.header,
    )
    _write_rows(visit, record)
    write_commitments(visit, enumerate(record.commitments))
    _add_questions(visit, enumerate(record.questions))
    return visit


def create_visit(
    *,
    visit_id: uuid.UUID,
    assignment: Assignment,
    version: InstrumentVersion,
    number: int,
    **fields: Any,
) -> Visit:
    """Create a visit of the assignment, with place and people as they are today."""
    post = assignment.post
    visit = Visit(
        id=visit_id,
        assignment=assignment,
        campaign=assignment.campaign,
        companion_id=assignment.companion_id,
        teacher=post.teacher,
        post=post,
        institution=post.institution,
        ugel_id=post.institution.ugel_id,
        version=version,
        number=number,
        **fields,
    )
    visit.save(force_insert=True)
    return visit


def next_number(assignment: Assignment) -> int:
    """The number of the assignment's next visit; a unique constraint settles two visits begun at once."""
    last = assignment.visits.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def rewrite(visit: Visit, record: VisitRecord) -> None:
    """Write what an open visit says now in the place of what it said. Raises ValidationError once it is closed."""
    begins = visit.status in Visit.AHEAD or visit.is_outlived
    if not begins and visit.status != Visit.Status.IN_PROGRESS:
        raise ValidationError(_("La visita ya está cerrada y no se modifica."), code="closed")
    changed = Visit.objects.filter(pk=visit.pk, revision=visit.revision).update(
        **record.header,
        status=Visit.Status.IN_PROGRESS,
        cancel_cause="",
        revision=F("revision") + 1,
        updated_at=timezone.now(),
    )
    if not changed:
        raise IntegrityError("another submission was saved in between")
    if begins:
        log_move(visit, {"status": [visit.status, Visit.Status.IN_PROGRESS]})
    visit.commitments.all().delete()
    replace_content(visit, record)
    write_commitments(visit, enumerate(record.commitments))


def replace_content(visit: Visit, record: VisitRecord) -> None:
    """Write all that a visit holds, in the place of what it held, but the commitments that it agreed.

    Alerts stand for themselves: what is written of the visit never takes one back.
    """
    for rows in (visit.notes, visit.scores, visit.commitment_reviews):
        rows.all().delete()
    visit.further_days.all().delete()
    _write_rows(visit, record)
    _replace_questions(visit, record.questions)


def _write_rows(visit: Visit, record: VisitRecord) -> None:
    Dialogue.objects.bulk_create(
        [Dialogue(visit=visit, **record.dialogue)],
        update_conflicts=bool(record.dialogue),
        ignore_conflicts=not record.dialogue,
        unique_fields=["visit"] if record.dialogue else None,
        update_fields=list(record.dialogue) or None,
    )
    notes = [FieldNote(visit=visit, order=n, **by_key(note)) for n, note in enumerate(record.notes)]
    scores = [Score(visit=visit, criterion_id=pk, **score) for pk, score in record.scores.items()]
    reviews = [CommitmentReview(visit=visit, commitment_id=pk, **verdict) for pk, verdict in record.reviews.items()]
    days = [VisitDay(visit=visit, **day) for day in record.days]
    rows: list[list[Any]] = [notes, scores, reviews, days]
    for made in filter(None, rows):
        type(made[0]).objects.bulk_create(made)


def _replace_questions(visit: Visit, texts: list[str]) -> None:
    """Leave these questions; one that was there keeps its answers, and one that was answered is never dropped."""
    there = {question.text: question for question in visit.questions.all()}
    gone = [question.pk for text, question in there.items() if text not in texts]
    if gone:
        Question.objects.filter(pk__in=gone, answers__isnull=True).delete()
    for order, text in enumerate(texts):
        if text in there and there[text].order != order:
            Question.objects.filter(pk=there[text].pk).update(order=order)
    _add_questions(visit, ((order, text) for order, text in enumerate(texts) if text not in there))


def _add_questions(visit: Visit, rows: Iterable[tuple[int, str]]) -> None:
    Question.objects.bulk_create(Question(visit=visit, order=order, text=text) for order, text in rows)


def write_commitments(visit: Visit, rows: Iterable[tuple[int, dict[str, Any]]]) -> None:
    """Add commitments to a visit, each at its place in the form."""
    Commitment.objects.bulk_create(
        Commitment(visit=visit, teacher_id=visit.teacher_id, order=order, **by_key(row)) for order, row in rows
    )


def by_key(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its criterion as a key: rows of a form know criteria by number only."""
    return {**{name: row[name] for name in row if name != "criterion"}, "criterion_id": row["criterion"]}


def store_submission(visit: Visit, submission: NewSubmission, outcome: str) -> Submission:
    """Keep what was sent as it arrived, with what became of it."""
    stored = Submission(
        id=submission.id,
        visit=visit,
        author=submission.by,
        base_revision=submission.base_revision,
        payload=submission.payload,
        is_automatic=submission.is_automatic,
        outcome=outcome,
        sent_at=submission.sent_at,
    )
    stored.save(force_insert=True)
    return stored

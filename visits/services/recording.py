"""Recording a visit: each sending is saved once, and none ever overwrites what another one saved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.models import Assignment, User
from rubrics.models import InstrumentVersion

from ..forms.sheet import VisitRecord
from ..models import (
    Alert,
    Commitment,
    CommitmentReview,
    Dialogue,
    FieldNote,
    Question,
    Score,
    Submission,
    Visit,
    VisitDay,
)
from .changes import log_move

REMEMBERED = 20  # sendings of a page that are known again when they come twice
NOT_OF_THIS_VISIT = gettext_lazy("Este envío no corresponde a esta visita. Vuelve a abrir el formulario.")
MANY_AT_ONCE = 5  # devices that may start a visit of one assignment in the same instant


@dataclass(frozen=True)
class Sending:
    """One sending of the form: its own id, the revision it was written on, and the fields as they were typed."""

    id: uuid.UUID
    base_revision: int
    payload: dict[str, list[str]]
    sent_at: datetime | None = None  # by the clock of the device
    is_automatic: bool = False  # the page itself sent it while she was writing


@dataclass(frozen=True)
class Recording:
    """What is to be saved of one sending: of which visit, to whom, by which version, by whom, and what it says."""

    visit_id: uuid.UUID
    assignment: Assignment
    version: InstrumentVersion
    by: User
    sending: Sending
    record: VisitRecord


def begin_visit(recording: Recording, *, number: int) -> Submission | None:
    """Save what begins a visit, the assignment's next by `number`.

    Returns None, with nothing written, when the sending, the visit or its number is there already.
    """
    try:
        with transaction.atomic():
            visit = _begin(recording, number)
            return keep_sending(visit, recording.by, recording.sending, Submission.Outcome.SAVED)
    except IntegrityError:
        return None


def record_visit(recording: Recording) -> Submission:
    """Save the record unless this sending was already received; on an outdated revision keep it as a conflict.

    Returns the submission, whose outcome says which. Raises ValidationError when the visit is no longer open or the
    sending's id belongs to something else.
    """
    for attempt in range(MANY_AT_ONCE):
        try:
            with transaction.atomic():
                return _look_first(recording)
        except IntegrityError:  # another sending took the visit or its number in this very moment
            if attempt == MANY_AT_ONCE - 1:
                raise
    raise AssertionError("unreachable")


def _look_first(recording: Recording) -> Submission:
    sending = recording.sending
    received = _received(sending, recording.visit_id, recording.by)
    if received and _says_the_same(received, sending):
        return received
    if received and not _make_way(received):
        recording = replace(recording, sending=replace(sending, id=uuid.uuid4()))
    return _record_once(recording)


def _received(sending: Sending, visit_id: uuid.UUID, by: User) -> Submission | None:
    received = Submission.objects.filter(pk=sending.id).first()
    if received and (received.visit_id != visit_id or received.author_id != by.pk):
        raise ValidationError(NOT_OF_THIS_VISIT)
    return received


def _says_the_same(received: Submission, sending: Sending) -> bool:
    """Whether it is the same sending twice: going back to a page and writing more in it is another one."""
    is_thinned = not received.payload
    return received.outcome != Submission.Outcome.HELD and (is_thinned or received.payload == sending.payload)


def _make_way(received: Submission) -> bool:
    """Let what was held be replaced by what comes now under its id."""
    if received.outcome == Submission.Outcome.HELD:
        received.delete()
        return True
    return False


def _record_once(recording: Recording) -> Submission:
    assignment, by, sending = recording.assignment, recording.by, recording.sending
    visit = Visit.objects.select_for_update().filter(pk=recording.visit_id).first()
    if visit is None:
        visit = _begin(recording, next_number(assignment))
    elif visit.assignment_id != assignment.pk:
        raise ValidationError(NOT_OF_THIS_VISIT)
    elif visit.revision != sending.base_revision:
        return keep_sending(visit, by, sending, Submission.Outcome.CONFLICT)
    else:
        _rewrite(visit, recording.record)
        _thin_out(visit, by, sending.base_revision)
    return keep_sending(visit, by, sending, Submission.Outcome.SAVED)


def _begin(recording: Recording, number: int) -> Visit:
    record = recording.record
    visit = create_visit(
        visit_id=recording.visit_id,
        assignment=recording.assignment,
        version=recording.version,
        number=number,
        revision=1,
        **record.header,
    )
    _write_rows(visit, record)
    write_commitments(visit, enumerate(record.commitments))
    _add_questions(visit, enumerate(record.questions))
    return visit


def _thin_out(visit: Visit, by: User, base_revision: int) -> None:
    """Let go of what her page sent by itself before: this sending says it all again, and holds what they held.

    The latest few stay without content, so that sending one of them again still changes nothing.
    """
    before = Submission.objects.filter(
        visit=visit, author=by, is_automatic=True, outcome=Submission.Outcome.SAVED, base_revision__lt=base_revision
    )
    before.filter(base_revision__lt=base_revision - REMEMBERED).delete()
    before.filter(base_revision=base_revision - 1).update(payload={})


def hold(*, visit: Visit, by: User, sending: Sending) -> Submission:
    """Keep a sending that still lacks something, whole, until the page sends it again complete or with more.

    Raises ValidationError when its id belongs to something else.
    """
    with transaction.atomic():
        received = _received(sending, visit.pk, by)
        if received and not _make_way(received):
            return received
        return keep_sending(visit, by, sending, Submission.Outcome.HELD)


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


def _rewrite(visit: Visit, record: VisitRecord) -> None:
    if visit.status in Visit.AHEAD:
        visit.require_move(to=Visit.Status.IN_PROGRESS)
    elif visit.status != Visit.Status.IN_PROGRESS:
        raise ValidationError(_("La visita ya está cerrada y no se modifica."), code="closed")
    changed = Visit.objects.filter(pk=visit.pk, revision=visit.revision).update(
        **record.header, status=Visit.Status.IN_PROGRESS, revision=F("revision") + 1, updated_at=timezone.now()
    )
    if not changed:
        raise IntegrityError("another sending was saved in between")
    if visit.status in Visit.AHEAD:
        log_move(visit, {"status": [visit.status, Visit.Status.IN_PROGRESS]})
    visit.commitments.all().delete()
    replace_content(visit, record)
    write_commitments(visit, enumerate(record.commitments))


def replace_content(visit: Visit, record: VisitRecord) -> None:
    """Write all that a visit holds, in the place of what it held, but the commitments that it agreed."""
    for rows in (visit.notes, visit.scores, visit.alerts, visit.commitment_reviews):
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
    alerts = [Alert(visit=visit, criterion_id=pk, description=text) for pk, text in record.alerts.items()]
    reviews = [CommitmentReview(visit=visit, commitment_id=pk, **said) for pk, said in record.reviews.items()]
    days = [VisitDay(visit=visit, **day) for day in record.days]
    rows: list[list[Any]] = [notes, scores, alerts, reviews, days]
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


def keep_sending(visit: Visit, by: User, sending: Sending, outcome: str) -> Submission:
    kept = Submission(
        id=sending.id,
        visit=visit,
        author=by,
        base_revision=sending.base_revision,
        payload=sending.payload,
        is_automatic=sending.is_automatic,
        outcome=outcome,
        sent_at=sending.sent_at,
    )
    kept.save(force_insert=True)
    return kept


def discard(*, submission: Submission) -> None:
    """Settle a conflict by staying with what is saved; what was sent stays readable in its submission."""
    Submission.objects.filter(pk=submission.pk, outcome__in=Submission.UNSETTLED).update(
        outcome=Submission.Outcome.DISCARDED
    )


@transaction.atomic
def apply_conflict(*, submission: Submission, revision: int, by: User, record: VisitRecord) -> Submission:
    """Settle a conflict by saving what was sent over `revision`, the one its author looked at."""
    visit, sending = submission.visit, Sending(uuid.uuid4(), revision, submission.payload)
    saved = record_visit(Recording(visit.pk, visit.assignment, visit.version, by, sending, record))
    if saved.outcome == Submission.Outcome.SAVED:
        Submission.objects.filter(pk=submission.pk).update(outcome=Submission.Outcome.MERGED)
    else:
        saved.delete()  # the visit moved on again while she was deciding: the conflict stays open, once
    return saved

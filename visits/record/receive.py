"""The way in of a visit: each submission is saved once, and none ever overwrites what another one saved."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext_lazy

from accompaniment.access import Denied
from accompaniment.models import User
from accompaniment.submissions.receiving import (
    Conflict,
    Held,
    NewSubmission,
    Outcome,
    Received,
    Refused,
    find_stored,
    receive,
)
from visits.alerts.services import AlertRecord, raise_alert
from visits.record.models.submissions import DIGEST, Submission
from visits.record.models.visits import Visit

from .finding import content_digest, find_visit, open_own, open_visit, passed_on
from .record import OpenedVisit, Recording, SentVisit, VisitRecord
from .recording import begin_visit, next_number, rewrite, store_submission

REMEMBERED = 20  # submissions of a page that are known again when they come twice
NOT_OF_THIS_VISIT = gettext_lazy("Este envío no corresponde a esta visita. Vuelve a abrir el formulario.")


def receive_visit(sent: SentVisit) -> Outcome:
    """Save what was sent; of a serious conduct that it tells those who must act are told, whatever becomes of the rest.

    Raises Http404 when the visit, or the assignment of a new one, is none that the person may see.
    """
    outcome = _receive(sent)
    if told := sent.alert():
        _tell(sent.submission.by, *told)
    return outcome


def _receive(sent: SentVisit) -> Outcome:
    """What may begin a visit is first taken for that, for nearly all that is sent does."""
    new = _open(sent, None) if sent.submission.base_revision == 0 else None
    if isinstance(new, OpenedVisit) and (begun := _begin_at_once(sent, new)):
        return begun
    try:
        visit = find_visit(sent.submission.by, sent.visit_id)
    except Http404:
        return _receive_own(sent)
    return _receive_opened(sent, new if new is not None and visit is None else _open(sent, visit))


def _receive_own(sent: SentVisit) -> Outcome:
    """Save what was written of a planned visit that has another companion by now as a visit of the writer's own.

    It begins past every revision that an open form of the planned one may name. Http404 when it never was the writer's.
    """
    by = sent.submission.by
    passed = passed_on(by, sent.visit_id)
    submission = replace(sent.submission, id=uuid.uuid5(passed.own_id, str(sent.submission.id)))
    own = replace(sent, submission=submission, visit_id=passed.own_id, begins_on=passed.planned.revision)
    return _receive_opened(own, open_own(by, passed, sent.version_id))


def _receive_opened(sent: SentVisit, opened: OpenedVisit | Denied) -> Outcome:
    if isinstance(opened, Denied):
        return Refused(str(opened.reason))
    record = _read(sent, opened)
    if isinstance(record, Refused):
        return receive(partial(_keep_refused, sent.submission, opened, record))
    return receive_recording(_recording(sent, opened, record))


def _tell(by: User, opened: OpenedVisit, said: AlertRecord) -> None:
    """Raise an alert of the visit, or of its assignment alone where it could not be saved; nobody does for another."""
    if opened.is_of(by):
        visit = Visit.objects.filter(pk=opened.visit_id, assignment=opened.assignment).first()
        raise_alert(by=by, assignment=opened.assignment, visit=visit, said=said)


def receive_recording(recording: Recording) -> Outcome:
    """Save the record unless it was already received; on an outdated revision keep what was sent as a conflict."""
    return receive(partial(_record, recording))


def apply_version(*, version: Submission, again: NewSubmission, record: VisitRecord) -> Outcome:
    """Save what was chosen of a version over the revision that its author looked at; that settles it, once."""
    visit = version.visit
    return receive(partial(_merge, version, Recording(visit.pk, visit.assignment, visit.version, again, record)))


def hold_version(*, version: Submission, again: NewSubmission) -> None:
    """Park what was chosen of a version and still lacks something: the form of the visit opens with it."""
    with transaction.atomic():
        store_submission(version.visit, again, Submission.Outcome.HELD)
        _settle(version, Submission.Outcome.MERGED)


def discard(*, submission: Submission) -> None:
    """Settle a conflict by staying with what is saved; what was sent stays readable in its submission."""
    _settle(submission, Submission.Outcome.DISCARDED)


def _settle(submission: Submission, outcome: str) -> None:
    """Write what became of a submission that waited; one that did not wait keeps what it was."""
    Submission.objects.filter(pk=submission.pk, outcome__in=Submission.UNSETTLED).update(outcome=outcome)


# --- Of which visit it is, and what it says ----------------------------------------------------------------------
def _open(sent: SentVisit, visit: Visit | None) -> OpenedVisit | Denied:
    asked = {"assignment_id": sent.assignment_id, "version_id": sent.version_id}
    return open_visit(sent.submission.by, sent.visit_id, visit, **asked)


def _read(sent: SentVisit, opened: OpenedVisit) -> VisitRecord | Refused:
    """What the form says, if its writer may say it."""
    record = sent.read(opened)  # even when it may not be written: the page shows what was typed
    return Refused(str(opened.verdict.reason)) if isinstance(opened.verdict, Denied) else record


def _recording(sent: SentVisit, opened: OpenedVisit, record: VisitRecord) -> Recording:
    return Recording(sent.visit_id, opened.assignment, opened.version, sent.submission, record, sent.begins_on)


# --- Saving ------------------------------------------------------------------------------------------------------
def _begin_at_once(sent: SentVisit, new: OpenedVisit) -> Outcome | None:
    """Begin a visit without looking for it first.

    None, with nothing written, when something is wrong with the form, or when the submission, the visit or its number
    is there already.
    """
    numbers = dict(new.assignment.visits.order_by().values_list("pk", "number"))  # a dozen a year
    if sent.visit_id in numbers:
        return None
    record = _read(sent, new)
    if isinstance(record, Refused):
        return None
    try:
        with transaction.atomic():
            return _save_new(_recording(sent, new, record), max(numbers.values(), default=0) + 1)
    except (IntegrityError, ValidationError):  # ValidationError: its post was joined to another in this very moment
        return None


def _save_new(recording: Recording, number: int) -> Outcome:
    # It may have been written on a visit that is gone, or on a planned one that passed to another companion.
    begun = replace(recording.submission, base_revision=recording.begins_on)
    return _store(begin_visit(recording, number), begun, Submission.Outcome.SAVED)


def _record(recording: Recording, *, says_all_again: bool = True) -> Outcome:
    submission, stored = _find_stored(recording.submission, recording.visit_id, _is_the_same)
    if stored and _is_the_same(stored, submission):
        return outcome_of(stored)
    _make_way(stored)
    visit = Visit.objects.select_for_update().filter(pk=recording.visit_id).first()
    if visit is None:
        return _save_new(replace(recording, submission=submission), next_number(recording.assignment))
    if visit.assignment_id != recording.assignment.pk:
        raise ValidationError(NOT_OF_THIS_VISIT)
    if visit.revision != submission.base_revision:
        return _store(visit, submission, Submission.Outcome.CONFLICT)
    rewrite(visit, recording.record)
    if says_all_again:
        _compact(visit, submission)
    return _store(visit, submission, Submission.Outcome.SAVED)


def _keep_refused(submission: NewSubmission, opened: OpenedVisit, why: Refused) -> Outcome:
    """Answer what can't be saved: what came before as then; what a script sent and only lacks something is parked."""

    def is_the_same(it: Submission, new: NewSubmission) -> bool:
        """A compacted one was complete: what lacks something now is another one."""
        return _is_the_same(it, new) and not (it.is_compacted and why.may_be_mended)

    submission, stored = _find_stored(submission, opened.visit_id, is_the_same)
    if stored and is_the_same(stored, submission):
        return outcome_of(stored)
    if opened.visit is None or not (submission.is_automatic and why.may_be_mended):
        return why
    _make_way(stored)
    parked = store_submission(opened.visit, submission, Submission.Outcome.HELD)
    return outcome_of(parked, why)


def _merge(version: Submission, recording: Recording) -> Outcome:
    merged = _record(recording, says_all_again=False)
    if isinstance(merged, Received):
        _settle(version, Submission.Outcome.MERGED)
    else:  # the visit moved on again while its author was deciding: the version stays open, once
        Submission.objects.filter(pk=recording.submission.id).delete()
    return merged


def _compact(visit: Visit, submission: NewSubmission) -> None:
    """Let go of what the page sent by itself before: this submission says it all again, and holds what they held.

    Of the latest few the digest stays, so that sending one of them again still changes nothing.
    """
    base = submission.base_revision
    before = Submission.objects.filter(
        visit=visit,
        author=submission.by,
        is_automatic=True,
        outcome=Submission.Outcome.SAVED,
        base_revision__lt=base,
    )
    before.compacted().filter(base_revision__lt=base - REMEMBERED).delete()
    for said_again in before.whole().filter(base_revision=base - 1):
        said_again.payload = {DIGEST: [content_digest(said_again.payload)]}
        said_again.save(update_fields=["payload"])


# --- What is stored already --------------------------------------------------------------------------------------
def _stored(visit_id: uuid.UUID, submission: NewSubmission) -> Submission | None:
    stored = Submission.objects.filter(pk=submission.id).first()
    if stored and (stored.visit_id != visit_id or stored.author_id != submission.by.pk):
        raise ValidationError(NOT_OF_THIS_VISIT)
    return stored


def _is_the_same(stored: Submission, submission: NewSubmission) -> bool:
    """Whether it is the same one twice: going back to a page and writing more in it is another one."""
    if stored.outcome == Submission.Outcome.HELD:
        return False
    if stored.is_compacted:
        digest = [content_digest(submission.payload)]
        return bool(stored.payload.get(DIGEST, digest) == digest)
    return bool(stored.payload == submission.payload)


def _find_stored(
    submission: NewSubmission, visit_id: uuid.UUID, is_same: Callable[[Submission, NewSubmission], bool]
) -> tuple[NewSubmission, Submission | None]:
    """The submission under the id to store it by, and what has that id: the same one, or one that makes way for it."""
    return find_stored(submission, partial(_stored, visit_id), lambda it, new: is_same(it, new) or _is_said_again(it))


def _is_said_again(stored: Submission) -> bool:
    """Whether its page, which went on writing, says it all again under its id."""
    return stored.outcome == Submission.Outcome.HELD or stored.is_open_on_its_page


def _make_way(stored: Submission | None) -> None:
    if stored:
        stored.delete()


def _store(visit: Visit, submission: NewSubmission, outcome: str) -> Outcome:
    return outcome_of(store_submission(visit, submission, outcome))


def outcome_of(stored: Submission, lacks: Refused | None = None) -> Outcome:
    """What became of a stored submission; `lacks` is what a parked one still needs."""
    receipt = (stored.pk, stored.received_at, stored.sent_at)
    if lacks:
        return Held(*receipt, lacks)
    if stored.outcome == Submission.Outcome.CONFLICT:
        return Conflict(*receipt)
    return Received(*receipt, stored.base_revision + 1)

"""Correcting a closed visit: a new revision with its reason; what it said before stays readable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.services import log_change
from accompaniment.models import User
from accompaniment.submissions.receiving import NewSubmission, find_stored
from visits.calibration.marks import mark, marked_criteria
from visits.commitments.models import Commitment
from visits.commitments.settling import settle
from visits.record.models.submissions import Submission
from visits.record.models.visits import Visit
from visits.record.record import VisitRecord
from visits.record.recording import by_key, replace_content, store_submission, write_commitments
from visits.record.snapshot import hash_of, snapshot_of
from visits.signals import visit_corrected

from .confirmations import confirm_own
from .missing import missing_of_year
from .models import Revision
from .services import missing_content


@transaction.atomic
def correct_visit(*, visit: Visit, submission: NewSubmission, record: VisitRecord, reason: str) -> Revision | None:
    """Replace what a closed visit says and keep what it said; an acknowledged one asks for acknowledgement again.

    Returns the kept revision, or None when this very submission was already received. Raises ValidationError when the
    visit is not closed, changed meanwhile, would lack something, or would lose a commitment that was already reviewed.
    """
    submission, stored = find_stored(
        submission,
        lambda new: Submission.objects.filter(pk=new.id).first(),
        lambda it, new: (it.visit_id, it.payload) == (visit.pk, new.payload),
    )
    if stored:
        return None
    kept = _keep_revision(visit, submission.by, submission.base_revision, reason, record.header)
    lacked = missing_of_year(visit)  # the year may ask for more than it did when the visit closed
    touched = set(visit.commitment_reviews.values_list("commitment", flat=True))
    marked = marked_criteria(visit)
    replace_content(visit, record)
    mark(visit, marked)
    _rewrite_commitments(visit, record.commitments)
    settle(touched | set(record.reviews))
    corrected = Visit.objects.select_related("version", "campaign", "dialogue").get(pk=visit.pk)
    if missing := [one for one in missing_content(corrected) if one not in lacked]:
        raise ValidationError(missing)
    store_submission(visit, submission, Submission.Outcome.SAVED)
    confirm_own(visit=corrected, by=submission.by)
    log_change(visit, {"revision": [kept.number, kept.number + 1]}, teacher_id=visit.teacher_id, ugel_id=visit.ugel_id)
    visit_corrected.send(sender=Visit, visit=corrected, revision=kept)
    return kept


def _keep_revision(visit: Visit, by: User, base: int, reason: str, header: dict[str, Any]) -> Revision:
    """Freeze what the visit says now, and open its next revision with a corrected header."""
    before = snapshot_of(Visit.objects.with_record().get(pk=visit.pk))
    if visit.status == Visit.Status.ACKNOWLEDGED:
        visit.require_move(to=Visit.Status.CLOSED)
    moved = Visit.objects.filter(pk=visit.pk, revision=base, status__in=Visit.DONE).update(
        **header,
        status=Visit.Status.CLOSED,
        acknowledged_at=None,
        conformity="",
        revision=F("revision") + 1,
        updated_at=timezone.now(),
    )
    if not moved:
        raise ValidationError(_("La visita cambió mientras la corregías. Ábrela otra vez y compara."), code="changed")
    return Revision.objects.create(
        visit=visit, number=base, snapshot=before, sha256=hash_of(before), reason=reason, by=by
    )


def _rewrite_commitments(visit: Visit, rows: list[dict[str, Any]]) -> None:
    """Change the visit's commitments in place: later visits may have reviewed them already."""
    left = {commitment.action: commitment for commitment in visit.commitments.order_by("-order")}
    same = [(order, row, left.pop(row["action"])) for order, row in enumerate(rows) if row["action"] in left]
    rest = [(order, row) for order, row in enumerate(rows) if order not in {place for place, *_ in same}]
    reworded = sorted(left.values(), key=lambda commitment: commitment.order)
    pairs = [(order, row, commitment) for (order, row), commitment in zip(rest, reworded, strict=False)]
    for order, row, commitment in [*same, *pairs]:
        Commitment.objects.filter(pk=commitment.pk).update(order=order, **by_key(row))
    _drop(reworded[len(pairs) :])
    write_commitments(visit, rest[len(pairs) :])


def _drop(commitments: Iterable[Commitment]) -> None:
    for commitment in commitments:
        if commitment.reviews.exists():
            raise ValidationError(
                _("El compromiso «%(action)s» ya se revisó en otra visita: se puede corregir, pero no quitar.")
                % {"action": commitment.action[:80]}
            )
        commitment.delete()

"""Closing a visit: what it still lacks, freezing it, and its verdicts on earlier commitments."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.calibration.marks import settle_calibration
from visits.commitments.models import Commitment
from visits.commitments.settling import settle
from visits.record.models.visits import Visit
from visits.record.transitions import move
from visits.signals import visit_closed

from .missing import Missing, missing_of_year


def missing_to_close(visit: Visit) -> list[Missing]:
    """Say, one sentence each, what a visit in progress still lacks before it can be closed."""
    reviewed = {review.commitment_id for review in visit.commitment_reviews.all()}
    missing = [*_left_open(visit), *missing_content(visit)]
    if waiting := [c for c in pending_commitments(visit) if c.pk not in reviewed]:
        said = ngettext(
            "Falta decir si se cumplió %(n)d compromiso anterior.",
            "Falta decir si se cumplieron %(n)d compromisos anteriores.",
            len(waiting),
        )
        missing.append(Missing(said % {"n": len(waiting)}, f"id_review-{waiting[0].pk}-verdict_0"))
    return missing


def _left_open(visit: Visit) -> list[Missing]:
    """Say what was sent of a visit and is not in it: it would not be seen any more once the visit is closed."""
    unfinished = {one.is_unfinished_on(visit.revision) for one in visit.submissions.unsettled().defer("payload")}
    told = {
        False: _("Hay otra versión de esta visita: compárala y decide qué queda."),
        True: _("Lo último que escribiste no está guardado, porque le falta algo: complétalo."),
    }
    return [Missing(told[one]) for one in sorted(unfinished)]


def missing_content(visit: Visit) -> list[Missing]:
    """Say what every closed visit holds, or its year asks for, and this one lacks."""
    judged = {score.criterion_id for score in visit.scores.all() if score.is_complete}
    levels = [
        Missing(
            _("Falta el nivel o la evidencia de «%(title)s».") % {"title": criterion.short_title},
            f"id_score-{criterion.pk}-evidence",
        )
        for criterion in visit.version.criteria.all()
        if criterion.pk not in judged
    ]
    return [*_hours(visit), *([] if visit.unobserved_why else levels), *missing_of_year(visit)]


def _hours(visit: Visit) -> list[Missing]:
    if visit.starts_at and visit.ends_at:
        return []
    return [
        Missing(_("Falta la hora de inicio o de término."), f"id_visit-{'ends_at' if visit.starts_at else 'starts_at'}")
    ]


def pending_commitments(visit: Visit) -> list[Commitment]:
    """The commitments of which this visit has to say whether they were fulfilled, from any strategy."""
    asked = Commitment.objects.of_teacher(visit.teacher_id).pending().asked_in(visit.assignment).exclude(visit=visit)
    return list(asked.with_judge(visit.assignment, visit).filter(is_anothers=False, due_on__lte=visit.visited_on))


@transaction.atomic
def close_visit(*, visit: Visit) -> None:
    """Freeze the visit and give its verdicts to the commitments; raise ValidationError while something is missing."""
    visit.require_move(to=Visit.Status.CLOSED)
    if missing := missing_to_close(visit):
        raise ValidationError(missing, code="missing")
    move(visit, Visit.Status.CLOSED, closed_at=timezone.now())
    settle(visit.commitment_reviews.values_list("commitment", flat=True))
    settle_calibration(visit=visit)
    visit_closed.send(sender=Visit, visit=visit)

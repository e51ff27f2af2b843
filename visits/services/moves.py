"""Moves of a visit: planned, prepared, moved to another day, closed, cancelled. What closing needs is asked here."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accompaniment.holidays import names_by_day
from accompaniment.models import Assignment, Change, User
from rubrics.models import InstrumentVersion

from ..models import Commitment, CommitmentReview, Rescheduling, Visit
from ..planner import PER_DAY
from ..signals import visit_closed
from .calibration import settle_calibration
from .changes import log_move, move, rewrite_once
from .recording import create_visit, next_number

SATURDAY = 5


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
        number=next_number(assignment),
        status=Visit.Status.PLANNED,
        planned_on=planned_on,
        visited_on=planned_on,
        **fields,
    )
    log_move(visit, {"planned_on": [None, planned_on.isoformat()]}, action=Change.Action.CREATED)
    return visit


def missing_to_close(visit: Visit) -> list[str]:
    """Say, one sentence each, what a visit in progress still lacks before it can be closed."""
    reviewed = {review.commitment_id for review in visit.commitment_reviews.all()}
    missing = missing_content(visit)
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


def missing_content(visit: Visit) -> list[str]:
    """Say what every closed visit holds and this one lacks."""
    missing = []
    if not (visit.starts_at and visit.ends_at):
        missing.append(_("Falta la hora de inicio o de término."))
    judged = {score.criterion_id for score in visit.scores.all() if score.is_complete}
    missing += [
        _("Falta el nivel o la evidencia de «%(title)s».") % {"title": criterion.short_title}
        for criterion in visit.version.criteria.all()
        if criterion.pk not in judged
    ]
    return missing


def pending_commitments(visit: Visit) -> list[Commitment]:
    """The commitments that this visit asks about: those its person had pending from any strategy."""
    return list(Commitment.objects.of_teacher(visit.teacher_id).pending().exclude(visit=visit))


@transaction.atomic
def prepare_visit(*, visit: Visit, purpose: str, coordinated_on: date | None = None) -> None:
    """Say that a planned visit is ready: its purpose was agreed with the teacher and, from outside, coordinated.

    A prepared visit may be prepared again. Raises ValidationError when the visit already began or changed meanwhile.
    """
    if visit.status not in Visit.AHEAD:
        visit.require_move(to=Visit.Status.PREPARED)
    before = visit.status
    prepared: dict[str, Any] = {"purpose": purpose, "purpose_agreed": True, "coordinated_on": coordinated_on}
    rewrite_once(visit, status=Visit.Status.PREPARED, **prepared)
    if before != Visit.Status.PREPARED:
        log_move(visit, {"status": [before, Visit.Status.PREPARED]})
    visit.refresh_from_db()


def warnings_for(*, visit: Visit, day: date) -> list[str]:
    """Say, a sentence each, what speaks against making a visit on a day; none of it forbids it."""
    warnings = []
    if name := names_by_day(visit.campaign.days_off).get(day):
        warnings.append(_("Ese día no hay clases: %(name)s.") % {"name": name})
    elif day.weekday() >= SATURDAY:
        warnings.append(_("Ese día es fin de semana."))
    others = Visit.objects.filter(companion=visit.companion_id).exclude(pk=visit.pk)
    on_day = others.exclude(status=Visit.Status.CANCELLED).filter(visited_on=day).count()
    if on_day >= PER_DAY:
        warnings.append(_("Ese día ya hay %(n)d visitas.") % {"n": on_day})
    return warnings


@transaction.atomic
def reschedule_visit(*, visit: Visit, to_day: date, cause: str, by: User, detail: str = "") -> None:
    """Move a visit that has not begun to another day, and keep why; the same move twice is made once.

    It is a new revision: what was written before it, on a page or a device, does not undo the move.
    """
    if visit.status not in Visit.AHEAD:
        raise ValidationError(_("Solo cambia de día una visita que todavía no empieza."), code="move")
    if to_day == visit.visited_on:
        return
    from_day = visit.visited_on
    rewrite_once(visit, visited_on=to_day, planned_on=to_day)
    Rescheduling.objects.create(visit=visit, from_day=from_day, to_day=to_day, cause=cause, detail=detail, by=by)
    log_move(visit, {"visited_on": [from_day.isoformat(), to_day.isoformat()]})
    visit.refresh_from_db()


@transaction.atomic
def close_visit(*, visit: Visit) -> None:
    """Freeze the visit and give its verdicts to the commitments; raise ValidationError while something is missing."""
    visit.require_move(to=Visit.Status.CLOSED)
    if missing := missing_to_close(visit):
        raise ValidationError(missing, code="missing")
    move(visit, Visit.Status.CLOSED, closed_at=timezone.now())
    for review in CommitmentReview.objects.filter(visit=visit):
        settle(review)
    settle_calibration(visit=visit)
    visit_closed.send(sender=Visit, visit=visit)


def settle(review: CommitmentReview) -> None:
    """Write a closed visit's verdict on the commitment it is about; the date first agreed stays known."""
    changes: dict[str, object] = {"status": review.verdict}
    if review.new_due_on:
        changes |= {"due_on": review.new_due_on, "agreed_due_on": Coalesce("agreed_due_on", "due_on")}
    Commitment.objects.filter(pk=review.commitment_id).update(**changes)


@transaction.atomic
def cancel_visit(*, visit: Visit, cause: str = Visit.Cause.OTHER, reason: str = "") -> None:
    """Take a visit off the calendar, or leave a draft unfinished, with its cause."""
    move(visit, Visit.Status.CANCELLED, cancel_cause=cause, cancel_reason=reason)


@transaction.atomic
def plan_next_visit(*, visit: Visit, day: date, version: InstrumentVersion) -> Visit:
    """Plan the visit that follows a closed one on the day that it agreed; asked for twice, it is planned once."""
    return plan_visit(
        visit_id=uuid.uuid5(visit.pk, "next"),
        assignment=visit.assignment,
        version=version,
        planned_on=day,
        phase=visit.campaign.phase_on(day),
        mode=Visit.Mode.IN_PERSON,
    )

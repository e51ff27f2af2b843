"""Moves of a visit before it is closed: planned, prepared, moved to another day, cancelled."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.audit.services import log_change
from accompaniment.campaigns.blocks import why_no_children
from accompaniment.lib.locks import lock
from accompaniment.models import Assignment, Campaign, TrackedChange, User
from rubrics.models import InstrumentVersion
from visits.record.models.days import Rescheduling
from visits.record.models.visits import Visit
from visits.record.phases import phase_to_plan
from visits.record.recording import create_visit, next_number
from visits.record.removal import remove_visits
from visits.record.transitions import log_move, move, rewrite_once

from .year import PER_DAY, SATURDAY

UNDONE_WITHIN = timedelta(hours=1)


@transaction.atomic
def plan_visit(
    *, visit_id: uuid.UUID, assignment: Assignment, version: InstrumentVersion, planned_on: date, **fields: Any
) -> Visit:
    """Put a visit of this assignment on the calendar; the same visit sent twice is there once."""
    lock(assignment.post)
    lock(assignment)
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
    log_move(visit, {"planned_on": [None, planned_on.isoformat()]}, action=TrackedChange.Action.CREATED)
    return visit


@transaction.atomic
def prepare_visit(*, visit: Visit, purpose: str, coordinated_on: date | None = None) -> Visit:
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
    return visit


def warnings_for(*, visit: Visit, day: date) -> list[str]:
    """Say, a sentence each, what speaks against making this visit on a day; none of it forbids it."""
    others = Visit.objects.filter(companion=visit.companion_id).exclude(pk=visit.pk)
    on_day = others.exclude(status=Visit.Status.CANCELLED).filter(visited_on=day).count()
    return warnings_of_day(day, campaigns=[visit.campaign], visits=on_day)


def warnings_of_day(day: date, *, campaigns: Sequence[Campaign], visits: int) -> list[str]:
    """Say what speaks against one visit more on a day that already has so many, in these years."""
    warnings = []
    if name := next(filter(None, (why_no_children(campaign, day) for campaign in campaigns)), ""):
        warnings.append(_("Ese día no hay clases: %(name)s.") % {"name": name})
    elif day.weekday() >= SATURDAY:
        warnings.append(_("Ese día es fin de semana."))
    if visits >= PER_DAY:
        warnings.append(_("Ese día ya hay %(n)d visitas.") % {"n": visits})
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
        phase=phase_to_plan(visit.assignment, day),
        mode=Visit.Mode.IN_PERSON,
    )


def was_just_planned(visit: Visit) -> bool:
    """Whether planning the visit can still be undone: nothing was done with it, and it was put there a moment ago."""
    is_recent = visit.created_at >= timezone.now() - UNDONE_WITHIN
    return is_recent and visit.status == Visit.Status.PLANNED and visit.revision == 0


@transaction.atomic
def unplan_visit(*, visit: Visit) -> None:
    """Undo that a visit was planned. Raises ValidationError once that is long ago, or something was done with it."""
    if not was_just_planned(visit):
        raise ValidationError(_("Esta visita ya no se puede deshacer: muévela o cancélala, con su motivo."))
    take_off_calendar([visit])


def take_off_calendar(visits: Sequence[Visit]) -> None:
    """Remove planned visits as if nobody had planned them, and log that; inside a transaction, all of them or none."""
    for visit in visits:
        log_change(
            visit,
            {"planned_on": [str(visit.planned_on), None]},
            action=TrackedChange.Action.DELETED,
            teacher_id=visit.teacher_id,
            ugel_id=visit.ugel_id,
        )
    planned = Visit.objects.filter(pk__in=[visit.pk for visit in visits], status=Visit.Status.PLANNED)
    if remove_visits(planned) != len(visits):  # one was begun in this very moment: none is removed
        raise ValidationError(_("Una visita empezó mientras lo hacías. Revísalo otra vez."))

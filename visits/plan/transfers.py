"""Handing people over from their companions to another one, in one step and from one day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accompaniment.lib.locks import lock, lock_all
from accompaniment.models import Area, Assignment, Campaign, Companion, Institution, Post
from accompaniment.people.assignments.services import AssignmentData, assign, end_assignment
from accompaniment.people.companions.workload import WorkloadLimits, workload_limits_of, workload_warning
from visits.record.models.visits import Visit
from visits.record.transitions import rewrite_once, send_transferred

WRITTEN = [Visit.Status.IN_PROGRESS, *Visit.DONE]


@dataclass
class Workload:
    """What a companion has in hand, counted as in the list of companions."""

    kind: str
    load: int
    urban_load: int
    rural_load: int
    pronoei_load: int
    limits: WorkloadLimits

    @property
    def warning(self) -> str:
        return workload_warning(self, self.limits)


@dataclass(frozen=True)
class Passing:
    """One person who changes hands: the visits made and still being written, the last one, and those that move."""

    assignment: Assignment
    made: int = 0
    drafts: int = 0
    moving: int = 0
    last: date | None = None

    @property
    def remaining(self) -> int:
        return max(self.assignment.visits_owed - self.made, 0)


@dataclass(frozen=True)
class Giver:
    """Somebody who hands people over, and what she keeps in hand."""

    companion: Companion
    workload: Workload


@dataclass(frozen=True)
class Transfer:
    """What a hand-over would do."""

    receiver: Companion
    starts_on: date
    passing: Sequence[Passing]
    givers: Sequence[Giver]
    receiver_workload: Workload


def transferable(givers: QuerySet[Companion]) -> QuerySet[Assignment]:
    """The assignments that companions can hand over: those not ended, of open campaigns."""
    return (
        Assignment.objects.filter(companion__in=givers, campaign__closed_at__isnull=True)
        .not_ended()
        .select_related("post__teacher", "post__institution__ugel", "campaign", "companion__user")
    )


def plan_transfer(*, receiver: Companion, starts_on: date, assignments: Sequence[Assignment]) -> Transfer:
    """Return what the hand-over would do, without doing it. Raises ValidationError as `transfer` does."""
    with transaction.atomic():
        transfer(receiver=receiver, starts_on=starts_on, assignments=assignments)
        transaction.set_rollback(True)
    givers = {assignment.companion_id: assignment.companion for assignment in assignments}
    now: Any = Companion.objects.filter(pk__in=[*givers, receiver.pk]).with_workload()
    workloads = {companion.pk: companion for companion in now}
    limits = workload_limits_of(Campaign.objects.to_assign(receiver.ugel_id))

    def moved(giver: int | None = None) -> list[Institution]:
        return [one.post.institution for one in assignments if giver in (None, one.companion_id)]

    return Transfer(
        receiver,
        starts_on,
        _passing(assignments, starts_on),
        [Giver(giver, _workload(workloads[pk], moved(pk), -1, limits)) for pk, giver in givers.items()],
        _workload(workloads[receiver.pk], moved(), +1, limits),
    )


def _passing(assignments: Sequence[Assignment], starts_on: date) -> list[Passing]:
    """Return what each assignment has behind it and before it, asked for all at once."""
    counted: Any = (
        Visit.objects.filter(assignment__in=assignments)
        .order_by()
        .values("assignment")
        .annotate(
            made=Count("pk", filter=Q(status__in=WRITTEN)),
            drafts=Count("pk", filter=Q(status=Visit.Status.IN_PROGRESS)),
            moving=Count("pk", filter=_moving(starts_on)),
            last=Max("visited_on", filter=Q(status__in=WRITTEN)),
        )
    )
    found = {pk: counts for pk, *counts in counted.values_list("assignment", "made", "drafts", "moving", "last")}
    return [Passing(assignment, *found.get(assignment.pk, ())) for assignment in assignments]


def _moving(starts_on: date) -> Q:
    """Planned visits that the receiver will make: those from the first day and, once it has come, late ones too."""
    planned = Q(status__in=Visit.AHEAD)
    return planned if starts_on <= timezone.localdate() else planned & Q(visited_on__gte=starts_on)


def _workload(now: Any, moved: Sequence[Institution], sign: int, limits: WorkloadLimits) -> Workload:
    """Return a companion's load once these places have been added or taken away; `now` carries today's counts."""
    return Workload(
        kind=now.kind,
        load=now.load + sign * len(moved),
        urban_load=now.urban_load + sign * sum(place.area == Area.URBAN for place in moved),
        rural_load=now.rural_load + sign * sum(place.area == Area.RURAL for place in moved),
        pronoei_load=now.pronoei_load + sign * sum(place.is_pronoei for place in moved),
        limits=limits,
    )


@transaction.atomic
def transfer(*, receiver: Companion, starts_on: date, assignments: Sequence[Assignment]) -> list[Assignment]:
    """Give these people to the receiver from `starts_on`: the former assignments end the day before.

    What remains owed and the visits planned from that day go with them; visits made or being written stay with who
    made them. Raises ValidationError with a sentence for each person who can't change hands; then nobody does.
    """
    lock(receiver)
    lock_all(Campaign.objects.filter(assignments__in=assignments))
    lock_all(Post.objects.filter(assignments__in=assignments))
    given: dict[int, Assignment] = {}
    refusals = []
    for one in _passing(assignments, starts_on):
        try:
            given[one.assignment.pk] = _assign(one, receiver, starts_on)
        except ValidationError as refusal:
            refusals += [f"{one.assignment.post.teacher}: {reason}" for reason in refusal.messages]
    if refusals:
        raise ValidationError(refusals)
    _move_planned(given, starts_on)  # before the former ones end, which cancels what is planned past that
    for assignment in assignments:
        end_assignment(assignment=assignment, ends_on=starts_on - timedelta(days=1))
    return list(given.values())


def _move_planned(given: Mapping[int, Assignment], starts_on: date) -> None:
    """Give planned visits to the new assignments, by the former one's key.

    Each is a new revision: what the former companion still has open on a device is an older one.
    """
    before = {}
    for visit in Visit.objects.select_for_update().filter(_moving(starts_on), assignment__in=list(given)):
        before[visit.pk] = {"assignment_id": visit.assignment_id, "companion_id": visit.companion_id}
        assignment = given[visit.assignment_id]
        rewrite_once(visit, assignment=assignment, companion=assignment.companion)
    send_transferred(before)


@transaction.atomic
def _assign(one: Passing, receiver: Companion, starts_on: date) -> Assignment:
    assignment = one.assignment
    _check_day(one, starts_on)
    ends = [day for day in (assignment.ends_on, receiver.ends_on) if day]
    return assign(
        post=assignment.post,
        data=AssignmentData(
            campaign=assignment.campaign,
            companion=receiver,
            visits_owed=one.remaining,
            starts_on=starts_on,
            ends_on=min(ends) if assignment.ends_on else None,
        ),
    )


def _check_day(one: Passing, starts_on: date) -> None:
    """The day comes after the assignment began, before it ends, and after the last visit that was made."""
    assignment = one.assignment
    if starts_on <= assignment.starts_on:
        raise ValidationError(
            _("su asignación empieza el %(day)s; elige un día posterior.") % {"day": _short(assignment.starts_on)}
        )
    if assignment.ends_on and starts_on > assignment.ends_on:
        raise ValidationError(
            _("su asignación termina el %(day)s; elige un día anterior.") % {"day": _short(assignment.ends_on)}
        )
    if one.last and one.last >= starts_on:
        raise ValidationError(_("ya tiene una visita del %(day)s; elige un día posterior.") % {"day": _short(one.last)})


def _short(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")

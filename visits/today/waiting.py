"""What waits for a person: the same on the first page and in the daily e-mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from accompaniment.access import reach_of
from accompaniment.models import User
from visits.commitments.models import Commitment, CommitmentQuerySet
from visits.groups.models import Attendance, GroupSession
from visits.record.finding import with_two_versions
from visits.record.models.visits import Visit
from visits.talk.models import Comment, Question

SATURDAY = 5
SOON = timedelta(days=7)  # commitments that fall due within it are shown


@dataclass(frozen=True)
class Waiting:
    """Visits by what they wait for; how many commitments fall due or already did, and how many alerts are open."""

    today: list[Visit] = field(default_factory=list)
    overdue: list[Visit] = field(default_factory=list)
    drafts: list[Visit] = field(default_factory=list)
    compared: list[Visit] = field(default_factory=list)  # two versions of it wait for a decision
    answered: list[Visit] = field(default_factory=list)  # somebody wrote, and it was not read yet
    to_acknowledge: list[Visit] = field(default_factory=list)
    asked: list[Visit] = field(default_factory=list)  # a reflective question has no answer yet
    sessions: list[GroupSession] = field(default_factory=list)  # those of tomorrow
    alerts: int = 0
    due: int = 0
    overdue_commitments: int = 0

    def __bool__(self) -> bool:
        return any(vars(self).values())


def waiting_for_companion(user: User, day: date) -> Waiting:
    """What waits for the user as a companion on `day`."""
    own = Visit.objects.of_companion(user).for_list()
    planned = list(own.planned().filter(visited_on__lte=day).reverse())
    due, overdue = _due(Commitment.objects.of_accompanied(user), day)
    return Waiting(
        today=[visit for visit in planned if visit.visited_on == day],
        overdue=[visit for visit in planned if visit.visited_on < day],
        drafts=list(own.drafts()),
        compared=list(with_two_versions(own)),
        answered=with_unread(own, user),
        due=due,
        overdue_commitments=overdue,
    )


def waiting_for_accompanied(user: User, day: date) -> Waiting:
    """What waits for an accompanied person on `day`: visits to acknowledge, questions, messages, commitments."""
    teacher = reach_of(user).own_teacher
    due, overdue = _due(Commitment.objects.of_teacher(teacher), day)
    own = Visit.objects.filter(teacher=teacher).for_list()
    unanswered = Question.objects.filter(visit=OuterRef("pk"), answers=None)
    return Waiting(
        today=list(own.planned().filter(visited_on=day)),
        answered=with_unread(own.closed(), user),
        to_acknowledge=list(own.unanswered_by_person().filter(campaign__closed_at=None)),
        asked=list(own.closed().filter(Exists(unanswered))),
        due=due,
        overdue_commitments=overdue,
    )


def sessions_of_next_day(user: User, day: date) -> list[GroupSession]:
    """Sessions of tomorrow that the user leads or is called to and has not said no to; on a Saturday also Monday's,
    since on Sundays nobody is written to.
    """
    last = day + timedelta(days=2 if day.weekday() == SATURDAY else 1)
    called = Attendance.objects.filter(teacher=reach_of(user).own_teacher).exclude(answer=Attendance.Answer.CANNOT)
    convened = GroupSession.objects.filter(Q(leader=user) | Q(pk__in=called.values("session"))).convened()
    return list(convened.filter(held_on__gt=day, held_on__lte=last).order_by("held_on", "starts_at", "pk"))


def with_unread(visits: Any, user: User) -> list[Visit]:
    """The visits in whose conversation somebody else wrote what `user` has not read yet, newest first."""
    unread = (
        Comment.objects.filter(read_at=None)
        .exclude(author=user)
        .values("visit")
        .annotate(n=Count("pk"), last=Max("written_at"))
        .order_by()
    )
    counts = {row["visit"]: row for row in unread.filter(visit__in=visits.order_by().values("pk"))}
    if not counts:
        return []
    found = list(visits.filter(pk__in=list(counts)))
    for visit in found:
        visit.unread = counts[visit.pk]["n"]
    return sorted(found, key=lambda visit: counts[visit.pk]["last"], reverse=True)


def _due(commitments: CommitmentQuerySet, day: date) -> tuple[int, int]:
    """How many pending ones of these commitments fall due soon, and how many already did."""
    dates = list(commitments.pending().filter(due_on__lte=day + SOON).values_list("due_on", flat=True))
    return sum(due >= day for due in dates), sum(due < day for due in dates)

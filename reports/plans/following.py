"""What a line of a plan can follow: a commitment, a visit or a group session, which then says how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.models import Post, User
from reports.plans.models import FollowUpPlan, PlanLine
from visits.models import Attendance, Commitment, GroupSession, Visit

from .group_drafting import sessions_of_group
from .groups import posts_of_plan

KINDS = ("commitment", "visit", "session")
NOTHING = ("", gettext_lazy("Nada: el estado lo escribo yo"))


def choices_to_follow(plan: FollowUpPlan, by: User) -> list[Any]:
    """By kind, what of this year `by` may read of the person, and what a line follows already, whoever chose it. A
    group's plan follows sessions alone: what was agreed with one person is not for everybody's eyes.
    """
    groups = _of_a_person(plan, plan.post, by) if plan.post else _of_a_group(plan, by)
    offered = {key for rows in groups.values() for key, _label in rows}
    kept = {followed_by(line) for line in plan.lines.all()} - offered - {""}
    groups[_("Lo que ya sigue")] = [(key, _("lo mismo que hasta ahora")) for key in sorted(kept)]
    return [NOTHING, *((label, rows) for label, rows in groups.items() if rows)]


def _of_a_group(plan: FollowUpPlan, by: User) -> dict[str, Any]:
    called = sessions_of_group(posts_of_plan(plan), plan.campaign).order_by().values("pk")
    seen = GroupSession.objects.visible_to(by).filter(pk__in=called)
    return {_("Reuniones"): _sessions(seen.order_by("held_on", "pk"))}


def _of_a_person(plan: FollowUpPlan, post: Post, by: User) -> dict[str, Any]:
    teacher, campaign = post.teacher_id, plan.campaign_id
    of_year = Q(visit__campaign=campaign) | Q(session__campaign=campaign)
    commitments = Commitment.objects.visible_to(by).agreed().filter(of_year, teacher=teacher)
    visits = Visit.objects.visible_to(by).filter(status__in=[*Visit.DONE, *Visit.AHEAD])
    visits = visits.filter(teacher=teacher, campaign=campaign)
    calls = Attendance.objects.visible_to(by).not_cancelled().filter(teacher=teacher, session__campaign=campaign)
    sessions = [row.session for row in calls.select_related("session").order_by("session__held_on")]
    return {
        _("Compromisos"): [
            (f"commitment:{row.pk}", Truncator(row.action).chars(60)) for row in commitments.order_by("due_on", "order")
        ],
        _("Visitas"): [
            (f"visit:{row.pk}", _told(row.get_phase_display(), row.visited_on)) for row in visits.only(*OF_VISIT)
        ],
        _("Reuniones"): _sessions(sessions),
    }


def _sessions(rows: Iterable[GroupSession]) -> list[tuple[str, str]]:
    return [(f"session:{row.pk}", _told(row.title, row.held_on)) for row in rows]


OF_VISIT = ("phase", "visited_on", "number")


def _told(text: Any, day: Any) -> str:
    return f"{str(text).capitalize()} · {date_format(day, 'SHORT_DATE_FORMAT')}"


def followed_by(line: PlanLine) -> str:
    """What the line follows, as the form names it; empty for nothing."""
    keys = {name: getattr(line, f"{name}_id") for name in KINDS}
    return next((f"{name}:{key}" for name, key in keys.items() if key), "")


def columns_of(followed: str) -> dict[str, Any]:
    """The columns of what the form names."""
    kind, _colon, key = followed.partition(":")
    return {f"{name}_id": UUID(key) if name == kind else None for name in KINDS}

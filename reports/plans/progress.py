"""How a plan goes: the level of each goal at each visit, and in a few words what became of it all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from reports.plans.models import FollowUpPlan, PlanLine
from rubrics.scales import short_label
from visits.models import Score, Visit

if TYPE_CHECKING:
    from accompaniment.models import User

Row = dict[str, Any]


def progress_of(plan: FollowUpPlan, by: User) -> list[Row]:
    """A row for each goal of a person: its level at each closed visit that `by` may read, and whether it is reached.

    It is reached when the last visit with a level says so: one that was lost again is not.
    """
    if plan.post is None:
        return []
    goals = list(plan.goals.all())
    visits = Visit.objects.visible_to(by).closed().with_levels_shown_to(by).filter(campaign=plan.campaign_id)
    scores = Score.objects.filter(
        visit__in=visits.filter(teacher=plan.post.teacher_id),
        criterion__in=[goal.criterion_id for goal in goals],
        value__isnull=False,
    )
    found = defaultdict(list)
    for score in scores.select_related("visit").order_by("visit__visited_on", "visit__number"):
        found[score.criterion_id].append(score)
    return [_row(goal, found[goal.criterion_id]) for goal in goals]


def _row(goal: Any, scores: list[Score]) -> Row:
    return {
        "criterion": goal.criterion.title,
        "goal": short_label(goal.criterion.scale, goal.to_level),
        "is_reached": bool(scores) and (scores[-1].value or 0) >= goal.to_level,
        "levels": [_level(goal, score) for score in scores],
    }


def _level(goal: Any, score: Score) -> Row:
    return {
        "on": score.visit.visited_on.isoformat(),
        "phase": str(score.visit.get_phase_display()),
        "level": short_label(goal.criterion.scale, score.value or 1),
    }


def balance_of(plan: FollowUpPlan, progress: list[Row]) -> str:
    """What a balance begins with: how much was done and reached."""
    lines = [line for line in plan.lines.all() if line.state != PlanLine.State.DROPPED]
    done = sum(line.state == PlanLine.State.DONE for line in lines)
    reached = sum(row["is_reached"] for row in progress)
    return _("De %(lines)d actividades se hicieron %(done)d. De %(goals)d metas se alcanzaron %(reached)d.") % {
        "lines": len(lines),
        "done": done,
        "goals": len(progress),
        "reached": reached,
    }

"""The follow-up plans of a person, as that person takes them away."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accompaniment.models import Teacher
from reports.plans.models import FollowUpPlan, PlanGoal, PlanLine

TEXTS = ("diagnosis", "strengths", "agreements", "balance")
GOAL = ("criterion", "by_on")
LINE = (
    "need", "criterion", "performance", "objective", "strategy", "responsible", "starts_on", "ends_on", "resources",
    "indicator", "evidence",
)  # fmt: skip


def plans_of(teacher: Teacher) -> list[dict[str, Any]]:
    return [_plan(plan) for plan in FollowUpPlan.objects.whole().filter(post__teacher=teacher)]


def _plan(plan: FollowUpPlan) -> dict[str, Any]:
    said = plan.content() | {"comment": plan.comment}
    return {
        _("año de acompañamiento"): str(plan.campaign),
        **_named(FollowUpPlan, said, (*TEXTS, "comment")),
        _("metas"): [
            _named(PlanGoal, goal, GOAL) | {_("del nivel"): goal["from"], _("al nivel"): goal["to"]}
            for goal in said["goals"]
        ],
        _("actividades"): [_named(PlanLine, line, LINE) | {_("estado"): line["state"]} for line in said["lines"]],
    }


def _named(model: type[Model], said: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """By its name on the screen, what is said; what is empty is left out."""
    return {str(model._meta.get_field(name).verbose_name): said[name] for name in names if said[name]}  # type: ignore[union-attr]

"""Plans, their rows and their revisions."""

from .lines import PlanGoal, PlanLine
from .plans import FollowUpPlan, FollowUpPlanQuerySet, PlanRevision

__all__ = ["FollowUpPlan", "FollowUpPlanQuerySet", "PlanGoal", "PlanLine", "PlanRevision"]

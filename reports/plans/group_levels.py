"""How many people of a group stand at each level of each criterion, in their latest visit of the year.

Of fewer than five people nothing is broken down, whoever reads: a plan goes upward and hangs on walls.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet

from accompaniment.lib.small_groups import LEAST_GROUP
from rubrics.models import Criterion
from rubrics.scales import short_label, top
from visits.models import Score, Visit
from visits.overview.levels import latest_visits

if TYPE_CHECKING:
    from accompaniment.models import Campaign, Post, User


def criteria_seen(posts: QuerySet[Post], campaign: Campaign) -> list[Criterion]:
    """The criteria of the instruments that the group's closed visits of the year were scored with."""
    visits = Visit.objects.closed().filter(campaign=campaign, teacher__in=posts.order_by().values("teacher"))
    found = Criterion.objects.filter(version__in=visits.order_by().values("version"))
    return list(found.select_related("version__instrument").order_by("version", "order"))


def levels_of_group(posts: QuerySet[Post], campaign: Campaign, by: User) -> list[dict[str, Any]]:
    """A row for each criterion with levels: of how many people, and unless they are few how many at each level."""
    seen = Visit.objects.visible_to(by).closed().with_levels_shown_to(by).filter(campaign=campaign)
    latest = latest_visits(seen.filter(teacher__in=posts.order_by().values("teacher")))
    scores = Score.objects.filter(visit__in=latest.values("pk"), value__isnull=False).order_by()
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for criterion, value, n in scores.values_list("criterion", "value").annotate(n=Count("pk")):
        counts[criterion][value] = n
    criteria = Criterion.objects.filter(pk__in=list(counts)).select_related("version__instrument")
    return [_row(one, counts[one.pk]) for one in criteria.order_by("version", "order")]


def _row(criterion: Criterion, levels: dict[int, int]) -> dict[str, Any]:
    people = sum(levels.values())
    is_told = people >= LEAST_GROUP
    values = range(1, top(criterion.scale) + 1)
    return {
        "instrument": str(criterion.version.instrument),
        "criterion": criterion.title,
        "people": people if is_told else None,
        "levels": [
            {"level": short_label(criterion.scale, value), "n": levels.get(value, 0)} for value in values if is_told
        ],
    }

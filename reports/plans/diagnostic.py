"""The diagnostic visit of a person in a year, which a plan starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from accompaniment.access import reach_of
from accompaniment.models import Phase
from visits.models import Visit

if TYPE_CHECKING:
    from accompaniment.models import Campaign, Teacher, User


def diagnostic_of(teacher: Teacher, campaign: Campaign, by: User) -> Any:
    """The first closed diagnostic visit of the campaign that `by` may make a plan from, or None.

    `is_shown` says whether they may see its levels now.
    """
    shown = Visit.objects.with_levels_shown_to(by).filter(pk=OuterRef("pk"))
    return (
        Visit.objects.closed()
        .annotate(is_shown=Exists(shown))
        .filter(
            reach_of(by).led_or_accompanied(),
            teacher=teacher,
            campaign=campaign,
            phase=Phase.DIAGNOSTIC,
            unobserved_why="",
        )
        .select_related("institution__network", "post", "version__instrument", "dialogue")
        .defer("private_notes")
        .order_by("visited_on", "number")
        .first()
    )

"""In whose name a person issues documents: her UGELs as a specialist, her institutions as a director."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from accompaniment.access import reach_of
from accompaniment.models import Post

if TYPE_CHECKING:
    from accompaniment.models import Teacher, User


def issued_where(user: User, prefix: str = "") -> Q:
    """Rows of the UGELs and institutions in whose name the person issues documents."""
    reach = reach_of(user)
    return Q(**{f"{prefix}ugel__in": reach.specialist_ugels}) | Q(
        **{f"{prefix}institution__in": reach.directed_institutions}
    )


def issuing_post(user: User, teacher: Teacher) -> Post | None:
    """The latest post of `teacher` at a place in whose name the person issues documents."""
    reach = reach_of(user)
    return (
        Post.objects.filter(
            Q(institution__ugel__in=reach.specialist_ugels) | Q(institution__in=reach.directed_institutions),
            teacher=teacher,
        )
        .select_related("institution__ugel")
        .order_by(F("ends_on").desc(nulls_first=True), "-starts_on")
        .first()
    )

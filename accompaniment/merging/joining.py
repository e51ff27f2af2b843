"""Two posts in one place on the same days, which were one work written down twice: joined into one."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accompaniment.access.dates import overlapping
from accompaniment.people.assignments.models import Assignment, AssignmentQuerySet
from accompaniment.people.models.posts import Post

from .foreign_keys import Moved, collisions, foreign_keys_to, is_referenced, move_references


def join_posts(*, stays: Post, goes: Post) -> list[Moved]:
    """Make everything of one post hang on the other, which then lasts as long as both did; return what moved.

    Raises ValidationError when the same companion has visits under both, which can't become one series.
    """
    for assignment in list(Assignment.objects.filter(post=goes).select_related("companion__user")):
        _join_with_twin(assignment, stays)
    moved = []
    for relation in foreign_keys_to(Post):
        if collisions(relation, source=goes.pk, target=stays.pk):
            raise _two_series(stays)
        moved.append(move_references(relation, source=goes.pk, target=stays.pk))
    stays.starts_on = min(stays.starts_on, goes.starts_on)
    stays.ends_on = _latest(stays.ends_on, goes.ends_on)
    goes.delete()
    stays.save(update_fields=["starts_on", "ends_on"])
    return moved


def _join_with_twin(assignment: Assignment, stays: Post) -> None:
    """Leave one assignment of two by the same companion on the same days: the one that has visits.

    It owes what the larger of the two said, as everything that adds up what a person is owed takes it.
    """
    twin = _twins_of(assignment, stays).first()
    if twin is None:
        return
    if is_referenced(assignment) and is_referenced(twin):
        raise _two_series(stays)
    used, empty = (assignment, twin) if is_referenced(assignment) else (twin, assignment)
    used.starts_on = min(used.starts_on, empty.starts_on)
    used.ends_on = _latest(used.ends_on, empty.ends_on)
    used.visits_owed = max(used.visits_owed, empty.visits_owed)
    empty.delete()
    used.save(update_fields=["starts_on", "ends_on", "visits_owed"])


def _latest(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else None


def are_two_series(one: Post, other: Post) -> bool:
    """Whether the same companion has visits under both on the same days: two posts they are, and stay."""
    return any(
        is_referenced(assignment) and is_referenced(twin)
        for assignment in Assignment.objects.filter(post=one)
        for twin in _twins_of(assignment, other)
    )


def _twins_of(assignment: Assignment, post: Post) -> AssignmentQuerySet:
    """The assignments of another post by the same companion, in the same campaign and on the same days."""
    return Assignment.objects.filter(
        overlapping(assignment.starts_on, assignment.ends_on),
        post=post,
        companion=assignment.companion_id,
        campaign=assignment.campaign_id,
    )


def _two_series(post: Post) -> ValidationError:
    text = _("En %(place)s la misma acompañante tiene visitas en las dos plazas: deja las dos plazas.")
    return ValidationError(text % {"place": post.institution})

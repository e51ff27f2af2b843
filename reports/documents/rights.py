"""In whose name a user issues documents: the UGELs of a specialist, the institutions of a director.

A coordinator and an internal companion issue the plans of their people.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F

from accompaniment.models import Post

if TYPE_CHECKING:
    from accompaniment.models import Teacher, User


def issuing_post(user: User, teacher: Teacher) -> Post | None:
    """The latest post of `teacher` at a place in whose name the person issues documents."""
    return issuing_posts(user, [teacher]).get(teacher.pk)


def plan_post(user: User, teacher: Teacher) -> Post | None:
    """The latest post of `teacher` whose follow-up plan the person issues."""
    posts = Post.objects.planned_and_issued_by(user).filter(teacher=teacher).select_related("institution__ugel")
    return posts.order_by(F("ends_on").desc(nulls_first=True), "-starts_on").first()


def issuing_posts(user: User, people: Iterable[Teacher]) -> dict[UUID, Post]:
    """The same of each of these people who has one, by their key."""
    posts = Post.objects.led_by(user).filter(teacher__in=people).select_related("institution__ugel")
    latest: dict[UUID, Post] = {}
    for post in posts.order_by(F("ends_on").desc(nulls_first=True), "-starts_on"):
        latest.setdefault(post.teacher_id, post)
    return latest

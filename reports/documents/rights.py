"""In whose name a user issues documents: the UGELs of a specialist, the institutions of a director."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from accompaniment.models import Post

if TYPE_CHECKING:
    from accompaniment.models import Teacher, User


def issuing_post(user: User, teacher: Teacher) -> Post | None:
    """The latest post of `teacher` at a place in whose name the person issues documents."""
    posts = Post.objects.led_by(user).filter(teacher=teacher).select_related("institution__ugel")
    return posts.order_by(F("ends_on").desc(nulls_first=True), "-starts_on").first()

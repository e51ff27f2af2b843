"""Who writes the plan of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext_lazy

from accompaniment.models import Post

if TYPE_CHECKING:
    from accompaniment.models import Teacher, User

NOT_ITS_WRITER = gettext_lazy(
    "El plan lo escriben quien la acompaña hoy, la directora de la institución o la especialista de la UGEL."
)


def writing_post(user: User, teacher: Teacher) -> Post | None:
    """The latest post of `teacher` at which the user accompanies or leads them today; None without one."""
    posts = Post.objects.planned_by(user).filter(teacher=teacher).select_related("institution__ugel", "teacher")
    return posts.order_by(F("ends_on").desc(nulls_first=True), "-starts_on").first()

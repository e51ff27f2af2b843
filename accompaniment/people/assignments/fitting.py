"""Whom a companion may accompany by what she is: from inside, her own institution; as a coordinator, promoters."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accompaniment.accounts.models import Role
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Post, Teacher

from .models import Assignment


def why_unfit(companion: Companion, post: Post, modality: str) -> str:
    """Say why this companion is not one for the person of this post; empty where she is."""
    inside = companion.kind == Companion.Kind.INTERNAL or modality == Assignment.Modality.INTERNAL
    if inside and not _is_of_place(companion, post):
        return _(
            "Quien acompaña desde dentro acompaña en su propia institución o en una que dirige. Si igual"
            " corresponde, di por qué."
        )
    if companion.kind == Companion.Kind.COORDINATOR and post.teacher.kind != Teacher.Kind.PROMOTER:
        return _("Una profesora coordinadora acompaña a promotoras de PRONOEI. Si igual corresponde, di por qué.")
    return ""


def _is_of_place(companion: Companion, post: Post) -> bool:
    """Whether she directs the institution of the post, or has a post of her own there."""
    there = {"institution": post.institution_id}
    directs = Role.objects.not_ended().filter(kind=Role.Kind.DIRECTOR, user=companion.user_id, **there)
    works = Post.objects.not_ended().filter(teacher__user=companion.user_id, **there)
    return directs.exists() or works.exists()

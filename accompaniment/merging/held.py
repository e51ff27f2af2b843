"""Two people with their accounts, posts and assignments, held for one writer: nobody adds a visit meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from accompaniment.accounts.models import User
from accompaniment.lib.locks import lock_all
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.models.posts import Post, Teacher


def lock_people(people: Collection[Any]) -> None:
    """Lock these people and what is theirs; who begins a visit or opens a post locks the post or the person too."""
    lock_all(Teacher.objects.filter(pk__in=people))
    lock_all(User.objects.filter(teacher__in=people))
    lock_all(Post.objects.filter(teacher__in=people))
    lock_all(Assignment.objects.filter(post__teacher__in=people))

"""The people who were ticked on the list."""

from __future__ import annotations

from collections.abc import Iterable

from accompaniment.accounts.models import User
from accompaniment.lib.text import uuids_of
from accompaniment.people.models.posts import Teacher, TeacherQuerySet


def marked_people(by: User, keys: Iterable[str]) -> TeacherQuerySet:
    """Those of the people ticked on the list whom `by` keeps, as the list orders them."""
    return Teacher.objects.managed_by(by).filter(pk__in=uuids_of(keys))

"""The people who were ticked on the list."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accompaniment.accounts.models import User
from accompaniment.people.models.posts import Teacher, TeacherQuerySet


def marked_people(by: User, keys: Iterable[str]) -> TeacherQuerySet:
    """Those of the people ticked on the list whom `by` keeps, as the list orders them."""
    return Teacher.objects.managed_by(by).filter(pk__in=keys_of(keys))


def keys_of(texts: Iterable[str]) -> list[UUID]:
    """The keys among these texts; what is none is left out."""
    return [key for key in map(_uuid, texts) if key]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

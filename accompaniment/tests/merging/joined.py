"""Joining two records in a test, as a specialist would."""

from __future__ import annotations

from typing import Any

from accompaniment.audit.actor import acting
from accompaniment.merging.answers import Choices
from accompaniment.merging.comparison import compare
from accompaniment.merging.obstacles import Possible
from accompaniment.merging.services import merge_people
from accompaniment.models import Teacher, User
from accompaniment.people.services import TeacherData
from conftest import Cast
from visits.models import GroupSession


def without_account(teacher: Teacher) -> Teacher:
    account, teacher.user = teacher.user, None
    teacher.save()
    assert account is not None
    account.delete()
    return teacher


def data_of(teacher: Teacher, **changed: Any) -> TeacherData:
    return TeacherData(**{name: getattr(teacher, name) for name in TeacherData.__dataclass_fields__} | changed)


def merge(cast: Cast, one: Teacher, other: Teacher, **choices: Any) -> Teacher:
    by = User.objects.get(pk=cast.berta.pk)
    comparison = compare(one, other, by=by)
    assert comparison is not None
    choices.setdefault("person", data_of(comparison.kept.teacher))
    with acting(lambda: by):
        return merge_people(by=by, one=one, other=other, choices=Choices(**choices), seen=comparison.fingerprint)


def group_session(cast: Cast) -> GroupSession:
    return GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Juego libre", facilitator="Ana", held_on=cast.today
    )


def possible(cast: Cast, one: Teacher, other: Teacher) -> Possible:
    """What a page would say before anything is chosen, read anew."""
    by = User.objects.get(pk=cast.berta.pk)
    comparison = compare(one, other, by=by)
    assert comparison is not None
    return Possible(comparison, by)

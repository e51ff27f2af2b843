"""Accounts: the UGEL makes them, and each person sets a password through a link that serves once."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from accompaniment.access import Denied
from accompaniment.accounts.models import User
from accompaniment.accounts.person import PersonData
from accompaniment.accounts.services import ensure_account, may_hand_link
from accompaniment.accounts.ways_in import PrintedCode, give_one_time_codes
from accompaniment.lib.locks import lock
from accompaniment.people.models.posts import Teacher


@transaction.atomic
def ensure_teacher_account(*, teacher: Teacher) -> User:
    """Return the account of an accompanied person, made and tied to the record when there was none."""
    lock(teacher)
    if teacher.user:
        return teacher.user
    taken = teacher.email and User.objects.filter(email=teacher.email).exists()
    user = ensure_account(
        PersonData(
            document_number=teacher.document_number,
            first_names=teacher.first_names,
            last_names=teacher.last_names,
            email="" if taken else teacher.email,  # a shared e-mail can't be a way in for two
        )
    )
    teacher.user = user
    teacher.save(update_fields=["user"])
    return user


def give_one_time_codes_to_people(
    *, by: User, people: Iterable[Teacher]
) -> tuple[list[PrintedCode], list[tuple[Teacher, str]]]:
    """Give each accompanied person a printed code; return the codes, and who gets none with the reason."""
    given: list[PrintedCode] = []
    refused: list[tuple[Teacher, str]] = []
    for teacher in people:
        try:
            account = ensure_teacher_account(teacher=teacher)
        except ValidationError as refusal:
            refused.append((teacher, " ".join(refusal.messages)))
            continue
        verdict = may_hand_link(by, account)
        if isinstance(verdict, Denied):
            refused.append((teacher, str(verdict.reason)))
        else:
            given += give_one_time_codes(by=by, accounts=[account])
    return given, refused

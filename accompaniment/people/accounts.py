"""Accounts: the UGEL makes them, and each person sets a password through a link that serves once."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from accompaniment.access import Denied
from accompaniment.accounts.charge import may_hand_link
from accompaniment.accounts.models import User
from accompaniment.accounts.person import PersonData
from accompaniment.accounts.services import account_of_document, ensure_account, same_family_name
from accompaniment.accounts.ways_in import PrintedCode, give_one_time_codes, reset_ways_in
from accompaniment.lib.locks import lock
from accompaniment.people.models.posts import Teacher


@transaction.atomic
def ensure_teacher_account(*, by: User, teacher: Teacher) -> User:
    """Return the account of an accompanied person, made and tied to the record when there was none.

    One that the document already has is tied only by who may then hand its way in out. Raises ValidationError
    otherwise, and nothing is tied.
    """
    lock(teacher)
    if teacher.user:
        return teacher.user
    known = account_of_document(teacher.document_number)
    taken = teacher.email and User.objects.filter(email=teacher.email).exists()
    person = PersonData(
        document_number=teacher.document_number,
        first_names=teacher.first_names,
        last_names=teacher.last_names,
        email="" if taken else teacher.email,  # a shared e-mail can't be a way in for two
    )
    account = ensure_account(by=by, person=person)
    _tie(teacher, account)
    verdict = may_hand_link(by, account)
    if known and isinstance(verdict, Denied):
        teacher.user = None
        raise ValidationError(verdict.reason)
    return account


@transaction.atomic
def tie_waiting_record(*, account: User) -> None:
    """Give an account the record of its document, when that has none: an administrator has the person before her, and
    hands out a new way in at once. The former ones end, for whoever had them is not known.
    """
    if Teacher.objects.filter(user=account).exists():
        return
    for teacher in Teacher.objects.filter(document_number=account.username, user=None):
        lock(teacher)
        if teacher.user is None and same_family_name(teacher.last_names, account.last_name):
            reset_ways_in(account)
            _tie(teacher, account)


def _tie(teacher: Teacher, account: User) -> None:
    teacher.user = account
    teacher.save(update_fields=["user"])


def give_one_time_codes_to_people(
    *, by: User, people: Iterable[Teacher]
) -> tuple[list[PrintedCode], list[tuple[Teacher, str]]]:
    """Give each accompanied person a printed code; return the codes, and who gets none with the reason."""
    given: list[PrintedCode] = []
    refused: list[tuple[Teacher, str]] = []
    for teacher in people:
        try:
            account = ensure_teacher_account(by=by, teacher=teacher)
        except ValidationError as refusal:
            refused.append((teacher, " ".join(refusal.messages)))
            continue
        verdict = may_hand_link(by, account)
        if isinstance(verdict, Denied):
            refused.append((teacher, str(verdict.reason)))
        else:
            given += give_one_time_codes(by=by, accounts=[account])
    return given, refused

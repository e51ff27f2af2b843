"""Accounts: the UGEL makes them, and each person sets a password through a link that serves once."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied
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
    account = ensure_account(by=by, person=_person_of(teacher))
    _tie(teacher, account)
    verdict = may_hand_link(by, account)
    if known and isinstance(verdict, Denied):
        teacher.user = None
        raise ValidationError(verdict.reason)
    return account


def _person_of(teacher: Teacher) -> PersonData:
    taken = teacher.email and User.objects.filter(email=teacher.email).exists()
    return PersonData(
        document_number=teacher.document_number,
        first_names=teacher.first_names,
        last_names=teacher.last_names,
        email="" if taken else teacher.email,  # a shared e-mail can't be a way in for two
    )


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


def may_give_code(by: User, teacher: Teacher) -> Allowed | Denied:
    """Whether `by`, who is not her specialist, may print her first access sheet: her coordinator, while she has never
    had a password and her account opens nothing but her own record.

    Whoever holds a code could enter with it, and a coordinator is the other side of each visit: so only the first one.
    """
    if not Teacher.objects.coordinated_by(by).filter(pk=teacher.pk).exists():
        return Denied(_("Su hoja de acceso la imprime la especialista de la UGEL."))
    account = teacher.user or account_of_document(teacher.document_number)
    if account and account.has_usable_password():
        return Denied(_("Ya eligió su clave: si la olvidó, su hoja la imprime la especialista de la UGEL."))
    if account and (account != teacher.user or account.is_superuser or _opens_more(account, teacher)):
        return Denied(_("Su cuenta abre también otra cosa: su hoja la imprime la especialista de la UGEL."))
    return Allowed()


def _opens_more(account: User, teacher: Teacher) -> bool:
    elsewhere = teacher.posts.exclude(institution__ugel__in=_ugels_of_running_posts(teacher))
    return account.roles.exists() or account.companions.exists() or elsewhere.exists()


def _ugels_of_running_posts(teacher: Teacher) -> list[int]:
    return list(teacher.posts.in_force().values_list("institution__ugel", flat=True))


def give_first_codes(*, by: User, people: Iterable[Teacher]) -> tuple[list[PrintedCode], list[tuple[Teacher, str]]]:
    """Give promoters their first printed code on behalf of their coordinator; return who gets none with the reason."""
    given: list[PrintedCode] = []
    refused: list[tuple[Teacher, str]] = []
    for teacher in people:
        try:
            given += _give_first_code(by=by, teacher=teacher)
        except ValidationError as refusal:
            refused.append((teacher, " ".join(refusal.messages)))
    return given, refused


@transaction.atomic
def _give_first_code(*, by: User, teacher: Teacher) -> list[PrintedCode]:
    lock(teacher)
    verdict = may_give_code(by, teacher)
    if isinstance(verdict, Denied):
        raise ValidationError(verdict.reason)
    account = teacher.user or ensure_account(by=by, person=_person_of(teacher))
    if teacher.user is None:
        _tie(teacher, account)
    return give_one_time_codes(by=by, accounts=[account])


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

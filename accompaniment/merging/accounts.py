"""The accounts of two records: how each is entered, which one to propose, and leaving one, named as the record is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.models import SocialAccount
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accompaniment.accounts.models import OneTimeCode, User
from accompaniment.accounts.services import rename_account, retire_account
from accompaniment.accounts.ways_in import reset_ways_in
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.models.posts import Teacher, TeacherQuerySet

from .answers import KEPT, MERGED, Choices

if TYPE_CHECKING:
    from .comparison import Comparison


@dataclass(frozen=True)
class Entering:
    """How a person enters with an account, and when that was last."""

    account: User
    last_at: datetime | None  # None: never
    has_password: bool
    has_provider: bool
    has_code: bool  # a printed one that still serves
    has_pin: bool

    @classmethod
    def of(cls, teacher: Teacher) -> Entering | None:
        """Read it of a record that was found `with_ways_in`; None for one without an account."""
        account = teacher.user
        if account is None:
            return None
        return cls(
            account,
            account.last_login,
            account.has_usable_password(),
            teacher.has_provider,  # type: ignore[attr-defined]
            teacher.has_code,  # type: ignore[attr-defined]
            bool(account.pin),
        )

    def __str__(self) -> str:
        """The account in words: «41000001 · con su clave · entró por última vez el 28/11/2026 09:12»."""
        return " · ".join([self.account.username, *self.ways, self.last])

    @property
    def ways(self) -> list[str]:
        ways = {
            _("con su clave"): self.has_password,
            _("con la cuenta de otro servicio"): self.has_provider,
            _("con una hoja de acceso que todavía sirve"): self.has_code,
            _("firma con PIN"): self.has_pin,
        }
        return [way for way, is_there in ways.items() if is_there] or [_("sin clave")]

    @property
    def last(self) -> str:
        if self.last_at is None:
            return _("nunca entró")
        when = date_format(timezone.localtime(self.last_at), "SHORT_DATETIME_FORMAT")
        return _("entró por última vez el %(when)s") % {"when": when}

    @property
    def use(self) -> tuple[bool, float, bool]:
        """The more an account is used, the greater: last entered with, or else with a password to enter with."""
        return bool(self.last_at), self.last_at.timestamp() if self.last_at else 0, self.has_password


def with_ways_in(people: TeacherQuerySet) -> TeacherQuerySet:
    """Bring the account of each person, and what `Entering` reads of it."""
    held: dict[str, Exists] = {
        "has_provider": Exists(SocialAccount.objects.filter(user=OuterRef("user"))),
        "has_code": Exists(OneTimeCode.objects.valid().filter(user=OuterRef("user"))),
    }
    return people.select_related("user").annotate(**held)


def with_accounts_in_the_way(people: TeacherQuerySet, keys: list[Any]) -> TeacherQuerySet:
    """Annotate whether each of the people of these keys accompanies one of them, and whether somebody else's account
    is called by their document.
    """
    own = Assignment.objects.not_ended().filter(companion__user=OuterRef("user"), post__teacher__in=keys)
    strangers = User.objects.filter(username=OuterRef("document_number")).exclude(teacher__in=keys)
    return people.annotate(accompanies_one=Exists(own), has_stranger=Exists(strangers))


def proposed_account(comparison: Comparison) -> str:
    """Return whose account is used: the one that was entered with last."""
    kept, merged = (side.entering.use if side.entering else (False, 0, False) for side in comparison.sides)
    return MERGED if merged > kept else KEPT


def settle_account(comparison: Comparison, choices: Choices, *, by: User) -> None:
    """Leave one account of two, on the record that stays and under the document that was chosen.

    It loses its ways in where it comes to open what another UGEL wrote: the one who joins may not hand those out.
    """
    sides = {KEPT: comparison.kept.teacher, MERGED: comparison.merged.teacher}
    if comparison.has_two_accounts:
        goes = sides.pop(MERGED if choices.account == KEPT else KEPT)
        reason = f"se unió con la ficha de {sides[choices.account]}"
        retire_account(by=by, account=_account_of(goes), reason=reason)
        _tie(goes, None)
    holder = next((teacher for teacher in sides.values() if teacher.user), None)
    if holder is None:
        return
    account = _account_of(holder)
    if _gains_elsewhere(comparison, holder):
        reset_ways_in(account)
    if renames(account, comparison, choices.person.document_number):
        rename_account(by=by, account=account, document_number=choices.person.document_number)
    if holder == comparison.merged.teacher:
        _tie(holder, None)
        _tie(comparison.kept.teacher, account)


def _gains_elsewhere(comparison: Comparison, holder: Teacher) -> bool:
    """Whether the account comes to open another record's work at places that whoever joins the two does not keep."""
    return any(side.posts_elsewhere for side in comparison.sides if side.teacher != holder)


def renames(account: User, comparison: Comparison, number: str) -> bool:
    """Whether the account follows the record to this document: it is called by the other one."""
    documents = {side.teacher.document_number for side in comparison.sides}
    return account.username in documents - {number}


def _account_of(teacher: Teacher) -> User:
    assert teacher.user is not None  # noqa: S101 : asked before
    return teacher.user


def _tie(teacher: Teacher, account: User | None) -> None:
    teacher.user = account
    teacher.save(update_fields=["user"])

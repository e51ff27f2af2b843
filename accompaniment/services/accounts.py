"""Accounts: the UGEL makes them, and each person sets her own password through a link that serves once."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..access import Allowed, Denied, reach_of
from ..models import Companion, Post, Role, Teacher, User
from ..text import fold


@dataclass(frozen=True)
class PersonData:
    """Who gets an account: the document is her user name."""

    document_number: str
    first_names: str
    last_names: str
    email: str = ""


def same_family_name(one: str, other: str) -> bool:
    """Return whether both begin with the same surname, whatever their accents and capitals."""
    return fold(one).split()[:1] == fold(other).split()[:1]


@transaction.atomic
def ensure_account(person: PersonData) -> User:
    """Return the account of this document; a new one has no password that anyone knows.

    Raises ValidationError when the document's account has another surname, or the e-mail is another person's.
    """
    known = User.objects.filter(username=person.document_number).first()
    if known:
        if not same_family_name(known.last_name, person.last_names):
            # The typed document is probably wrong: going on would open one person's work to another.
            raise ValidationError(
                {"document_number": _("Este documento ya tiene una cuenta con otro apellido. Revisa el número.")}
            )
        return known
    user = User(
        username=person.document_number,
        first_name=person.first_names,
        last_name=person.last_names,
        email=free_email(person.email) or None,
    )
    user.set_unusable_password()
    user.save()
    return user


def free_email(email: str, *, account: User | None = None) -> str:
    """Return the e-mail in lower case; raises ValidationError when an account other than `account` uses it."""
    email = email.strip().lower()
    others = User.objects.exclude(pk=account.pk) if account else User.objects.all()
    if email and others.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("Otra persona ya usa este correo para entrar.")})
    return email


@transaction.atomic
def change_email(*, account: User, email: str) -> User:
    """Change the e-mail with which a person may sign in and recover her password; empty is none."""
    account.email = free_email(email, account=account) or None
    account.save(update_fields=["email"])
    return account


@transaction.atomic
def ensure_teacher_account(*, teacher: Teacher) -> User:
    """Return the account of an accompanied person, made and tied to her record when she had none."""
    if teacher.user:
        return teacher.user
    taken = teacher.email and User.objects.filter(email__iexact=teacher.email).exists()
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


def may_hand_link(by: User, account: User) -> Allowed | Denied:
    """Whoever hands a link over could enter with it: only for accounts that reach nothing beyond her own charge."""
    if account == by:
        return Denied(_("Para tu propia cuenta usa «Cambiar mi clave»."))
    if account.is_superuser and not by.is_superuser:
        return Denied(_("Esta cuenta la atiende quien instaló el sistema."))
    reach = reach_of(by)
    if reach.is_administrator:
        return Allowed()
    if not reach.is_specialist or _reaches_beyond(account, reach.specialist_ugels):
        return Denied(_("Esta persona también tiene un rol fuera de tu UGEL: su enlace lo da la administradora."))
    return Allowed()


def _reaches_beyond(account: User, ugels: frozenset[int]) -> bool:
    """Whether the account holds, now or from a later day, something that a specialist of `ugels` doesn't keep."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    roles = Role.objects.filter(running, user=account)
    return (
        roles.exclude(kind=Role.Kind.DIRECTOR, institution__ugel__in=ugels).exists()
        or Companion.objects.filter(running, user=account).exclude(ugel__in=ugels).exists()
        or Post.objects.filter(running, teacher__user=account).exclude(institution__ugel__in=ugels).exists()
    )


@transaction.atomic
def access_link(*, account: User) -> str:
    """Return the path of the page where the person sets her password; it serves once and for some days.

    While she has no password yet, an earlier link stops working.
    """
    if not account.has_usable_password():
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)},
    )

"""Accounts: made by the UGEL, renamed, closed, and the link with which a person sets a password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accompaniment.access import Allowed, Denied
from accompaniment.access.dates import overlapping
from accompaniment.audit.services import log_change
from accompaniment.lib.locks import AT_ONCE
from accompaniment.lib.search import name_words
from accompaniment.people.models.companions import Companion

from .charge import may_close, may_hand_link, take_in
from .models import Role, User
from .person import PersonData
from .way_in_letters import Changed, tell
from .ways_in import end_sessions, reset_ways_in

PROVIDER_TIE = gettext_noop("entrada con otra entidad")  # as the log of changes calls it


def link_days() -> int:
    """Return how many days a link to set a password lasts."""
    return int(settings.PASSWORD_RESET_TIMEOUT) // (60 * 60 * 24)


def same_family_name(one: str, other: str) -> bool:
    """Return whether both begin with the same surname, however it is written."""
    return name_words(one)[:1] == name_words(other)[:1]


def account_of_document(document_number: str) -> User | None:
    return User.objects.filter(username=document_number).first()


@transaction.atomic
def ensure_account(*, by: User, person: PersonData) -> User:
    """Return the account of this document, for `by` to let it open something new; a new one has no password that anyone
    knows, and one that is there is taken in (`charge.take_in`).

    Raises ValidationError when the document's account has another surname or is used elsewhere, or the e-mail is
    another person's.
    """
    known = account_of_document(person.document_number)
    if known:
        if not same_family_name(known.last_name, person.last_names):
            # The typed document is probably wrong: going on would open one person's work to another.
            raise ValidationError(
                {"document_number": _("Este documento ya tiene una cuenta con otro apellido. Revisa el número.")}
            )
        take_in(by=by, account=known)
        return known
    return make_account(person)


@transaction.atomic
def make_account(person: PersonData) -> User:
    """Make an account with no password that anyone knows. Raises ValidationError for the e-mail of another person."""
    user = User(
        username=person.document_number,
        first_name=person.first_names,
        last_name=person.last_names,
        email=free_email(person.email) or None,
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as at_once:
        raise ValidationError(AT_ONCE) from at_once
    return user


def free_email(email: str, *, account: User | None = None) -> str:
    """Return the e-mail in lower case; raises ValidationError when an account other than `account` uses it."""
    email = email.strip().lower()
    others = User.objects.exclude(pk=account.pk) if account else User.objects.all()
    if email and others.filter(email=email).exists():
        raise ValidationError({"email": _("Otra persona ya usa este correo para entrar.")})
    return email


@transaction.atomic
def change_email(*, account: User, email: str) -> User:
    """Change the e-mail with which a person may sign in and recover the password; empty is none."""
    former = account.email
    account.email = free_email(email, account=account) or None
    account.save(update_fields=["email"])
    if former and former != account.email:
        tell(account, Changed.EMAIL, address=former)
    forget_who_entered(account=account)
    return account


def forget_who_entered(*, account: User) -> None:
    """End sessions and the tie with an identity provider: a wrong e-mail or document may have let a stranger in."""
    untie_provider(account=account)
    end_sessions(of=[account])


@transaction.atomic
def untie_provider(*, account: User) -> bool:
    """End the tie with an identity provider; return whether there was one. Entering through it ties anew."""
    ended = SocialAccount.objects.filter(user=account).delete()[0]
    if ended:
        tell(account, Changed.PROVIDER)
        log_change(account, {PROVIDER_TIE: [gettext_noop("activo"), gettext_noop("quitado")]})
    return bool(ended)


def choose_digest(*, account: User, wanted: bool) -> None:
    """Switch a person's daily e-mail on or off."""
    account.wants_digest = wanted
    account.save(update_fields=["wants_digest"])


@transaction.atomic
def choose_treatment(*, account: User, treatment: str) -> None:
    """Keep how a person is to be spoken of, in the account and in the record of an accompanied person."""
    for row in filter(None, (account, getattr(account, "teacher", None))):
        row.treatment = treatment
        row.save(update_fields=["treatment"])


@transaction.atomic
def rename_account(*, by: User, account: User, document_number: str) -> User:
    """Let an account follow its person's document, when it is `by` who looks after it; refused by field otherwise."""
    verdict = may_hand_link(by, account)
    if isinstance(verdict, Denied):
        raise ValidationError({"document_number": verdict.reason})
    if User.objects.filter(username=document_number).exists():
        raise ValidationError({"document_number": _("Este documento ya tiene otra cuenta. Revisa el número.")})
    account.username = document_number
    account.save(update_fields=["username"])
    forget_who_entered(account=account)
    return account


def is_named(account: User, person: Any) -> bool:
    """Whether an account has the names of a person's record."""
    return (account.first_name, account.last_name) == (person.first_names, person.last_names)


@transaction.atomic
def name_account(*, account: User, first_names: str, last_names: str) -> User:
    """Let an account have its person's names."""
    account.first_name, account.last_name = first_names, last_names
    account.save(update_fields=["first_name", "last_name", "search_name"])
    return account


def may_retire(by: User, account: User) -> Allowed | Denied:
    """Whether an account serves for nothing else than reading one's own record, and is `by`'s to close."""
    verdict = may_close(by, account)
    if isinstance(verdict, Denied):
        return verdict
    roles = Role.objects.filter(overlapping(timezone.localdate(), None), user=account)
    companions = Companion.objects.filter(user=account)  # ended as well: what was written as one stays its author's
    if account.is_superuser or User.objects.filter(Exists(roles) | Exists(companions), pk=account.pk).exists():
        text = _("La cuenta %(account)s también acompaña o acompañó, o tiene un rol: se queda esa.")
        return Denied(text % {"account": account.username})
    return Allowed()


@transaction.atomic
def retire_account(*, by: User, account: User, reason: str) -> User:
    """Close an account for good, with its reason in the log of changes; its document and e-mail are free again.

    Raises ValidationError when it serves for something else than reading one's own record, or is not `by`'s to close.
    """
    verdict = may_retire(by, account)
    if isinstance(verdict, Denied):
        raise ValidationError(verdict.reason)
    log_change(account, {"motivo": [None, reason]})
    reset_ways_in(account)
    account.username, account.is_active = f"{account.username}-{account.pk}", False
    account.save(update_fields=["username", "is_active"])
    return account


@transaction.atomic
def access_link(*, account: User) -> str:
    """Return the path of the page where the person sets a password; it serves once and for some days.

    The person's sessions end: whoever asks for a new way in may have lost the phone that was used. While there is no
    password yet, an earlier link stops working.
    """
    end_sessions(of=[account])
    if account.has_usable_password():
        tell(account, Changed.ACCESS)
    else:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)},
    )


@transaction.atomic
def drop_second_factor(*, account: User) -> bool:
    """Remove the second factor of somebody who lost the phone; return whether there was one."""
    held = Authenticator.objects.filter(user=account).delete()[0]
    if held:
        end_sessions(of=[account])
        tell(account, Changed.SECOND_STEP)
        log_change(account, {gettext_noop("segundo paso"): [gettext_noop("activo"), gettext_noop("quitado")]})
    return bool(held)

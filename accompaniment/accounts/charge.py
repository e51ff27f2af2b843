"""Who answers for an account: who may hand its way in out, and what becomes of it when somebody lets it open more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from accompaniment.access import Allowed, Denied, reach_of
from accompaniment.lib.locks import lock
from accompaniment.lib.refusals import refuse
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Post

from .models import Role, User
from .ways_in import reset_ways_in

OPENED_BY: tuple[tuple[Any, str], ...] = (  # whatever lets an account open something, and its way to the account
    (Role, "user"),
    (Companion, "user"),
    (Post, "teacher__user"),
)
Narrowed = Callable[[Any], Any]


def may_hand_link(by: User, account: User) -> Allowed | Denied:
    """Whoever hands a link over could enter with it: a UGEL does so where it is alone in all that the account opens or
    ever opened, and something of it has not ended; an administrator does so for everyone.
    """
    verdict = may_close(by, account)
    if isinstance(verdict, Denied) or reach_of(by).is_administrator:
        return verdict
    [is_held_here] = _opens(account, lambda rows: rows.managed_by(by).not_ended())
    if not is_held_here:
        return Denied(_("Hoy no tiene plaza, rol ni trabajo en tu UGEL: su acceso lo da la administradora."))
    return verdict


def may_close(by: User, account: User) -> Allowed | Denied:
    """Closing lets nobody in: a UGEL does so where it is alone in all that the account ever opened, ended or not."""
    if account == by:
        return Denied(_("Para tu propia cuenta usa «Cambiar mi clave»."))
    if account.is_superuser and not by.is_superuser:
        return Denied(_("Esta cuenta la atiende quien instaló el sistema."))
    if reach_of(by).is_administrator:
        return Allowed()
    [is_shared] = _opens(account, _beyond(by))
    if is_shared:
        return Denied(_("Esta cuenta abre también algo fuera de tu UGEL: su acceso lo da la administradora."))
    return Allowed()


@transaction.atomic
def take_in(*, by: User, account: User) -> None:
    """Let `by` give more to an account that was found by document and surname, which anybody may know.

    It stays as it is where `by` answers already for all that it opens. Else its former ways in end, for whoever made it
    may have them; and a UGEL does not touch one that is used elsewhere today: raises ValidationError.
    """
    lock(account)
    if account == by or _answers_for(by, account):
        return
    [is_used_beyond] = _opens(account, lambda rows: _beyond(by)(rows).not_ended())
    is_used = is_used_beyond and not reach_of(by).is_administrator
    if is_used or (account.is_superuser and not by.is_superuser):
        raise refuse(
            "document_number",
            _(
                "Este documento ya tiene una cuenta que hoy trabaja en otra UGEL o con otro rol. Pide a la persona que"
                " solicite allí el fin de ese trabajo; después podrás registrarla aquí."
            ),
        )
    reset_ways_in(account)


def _answers_for(by: User, account: User) -> bool:
    """Whether all that an account opens, and it is something, was given by `by` or those of the same charge."""
    if reach_of(by).is_administrator:
        return Role.objects.filter(user=account).given_by_administrators().exists()
    opens_any, opens_more = _opens(account, lambda rows: rows, _beyond(by))
    return opens_any and not opens_more


def _beyond(by: User) -> Narrowed:
    return lambda rows: rows.exclude(pk__in=rows.model.objects.managed_by(by))


def _opens(account: User, *ways: Narrowed) -> list[bool]:
    """For each way of narrowing, whether the account opens something of the rows that it leaves; in one question."""
    asked = User.objects.filter(pk=account.pk).values_list(*(_is_among(account, narrowed) for narrowed in ways))
    [answers] = asked
    return list(answers)


def _is_among(account: User, narrowed: Narrowed) -> Any:
    roles, works, posts = (
        Exists(narrowed(model.objects.filter(**{to_account: account}))) for model, to_account in OPENED_BY
    )
    return roles | works | posts

"""Who may enter a section, and who may change what is visible there; the reasons are what the page 403 says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from allauth.account.decorators import reauthentication_required
from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from .reach import get_visible_or_404, reach_of
from .verdicts import Allowed, Denied, deny, require

if TYPE_CHECKING:
    from accompaniment.accounts.models import User

M = TypeVar("M", bound=Model)


def is_administrator(user: User) -> bool:
    return reach_of(user).is_administrator


def asks_administrators_again(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Before an administrator gives or takes a way in, she says anew who she is, unless she did a moment ago.

    It stands below `login_required`. What was sent is kept meanwhile and goes on by itself.
    """
    asks = reauthentication_required(enabled=lambda request: is_administrator(request.user))
    guarded: Callable[..., HttpResponseBase] = asks(view)
    return guarded


def is_specialist(user: User) -> bool:
    return reach_of(user).is_specialist


def may_as_specialist(user: User) -> Allowed | Denied:
    return Allowed() if is_specialist(user) else Denied(_("Esto lo hace la especialista de la UGEL."))


def require_specialist(user: User) -> None:
    require(may_as_specialist(user))


def require_people_section(user: User) -> None:
    reach = reach_of(user)
    if not (reach.is_specialist or reach.is_director or reach.is_companion):
        deny(_("La lista de personas es de quienes acompañan, dirigen o coordinan."))


def require_role_keeper(user: User) -> None:
    reach = reach_of(user)
    if not (reach.is_specialist or reach.is_administrator):
        deny(_("Los roles los da la especialista de la UGEL o la administradora."))


def require_administrator(user: User) -> None:
    if not reach_of(user).is_administrator:
        deny(_("Esto lo hace la administradora."))


def managed_or_refused(visible: QuerySet[M], managed: QuerySet[M], **lookup: Any) -> M:
    """Return a row that the user may change: 404 for an invisible one, 403 for one that may only be read."""
    row = get_visible_or_404(visible, **lookup)
    if not managed.filter(pk=row.pk).exists():
        deny(_("Puedes verlo, pero los cambios los hace la especialista de la UGEL."))
    return row

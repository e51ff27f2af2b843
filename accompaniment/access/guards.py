"""Who may enter a section, and who may change what is visible there; the reasons are what the page 403 says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from .reach import get_visible_or_404, reach_of
from .verdicts import deny

if TYPE_CHECKING:
    from accompaniment.accounts.models import User

M = TypeVar("M", bound=Model)


def require_specialist(user: User) -> None:
    if not reach_of(user).is_specialist:
        deny(_("Esto lo hace la especialista de la UGEL."))


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
        deny(_("Esto lo ve la administradora del sistema."))


def managed_or_refused(visible: QuerySet[M], managed: QuerySet[M], **lookup: Any) -> M:
    """Return a row that the user may change: 404 for an invisible one, 403 for one that may only be read."""
    row = get_visible_or_404(visible, **lookup)
    if not managed.filter(pk=row.pk).exists():
        deny(_("Puedes verlo, pero los cambios los hace la especialista de la UGEL."))
    return row

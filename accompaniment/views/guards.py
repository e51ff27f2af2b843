"""Who may enter a section, and who may change what she can see; the reasons are what the page 403 says."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from ..access import Allowed, Denied, get_visible_or_404, reach_of, require
from ..models import User

M = TypeVar("M", bound=Model)


def require_specialist(user: User) -> None:
    require(Allowed() if reach_of(user).is_specialist else Denied(_("Esto lo hace la especialista de la UGEL.")))


def require_people_section(user: User) -> None:
    reach = reach_of(user)
    if not (reach.is_specialist or reach.is_director or reach.is_companion):
        require(Denied(_("La lista de personas es de quienes acompañan, dirigen o coordinan.")))


def require_role_keeper(user: User) -> None:
    reach = reach_of(user)
    if not (reach.is_specialist or reach.is_administrator):
        require(Denied(_("Los roles los da la especialista de la UGEL o la administradora.")))


def require_campaign_reader(user: User) -> None:
    reach = reach_of(user)
    inside = reach.is_specialist or reach.is_director or reach.is_companion
    if not (inside or reach.is_reader or reach.is_administrator):
        require(Denied(_("Las campañas son para quienes acompañan, dirigen o coordinan.")))


def managed_or_refused(visible: QuerySet[M], managed: QuerySet[M], **lookup: Any) -> M:
    """Return a row that the person may change: 404 for one she can't see, 403 for one that she only sees."""
    row = get_visible_or_404(visible, **lookup)
    if not managed.filter(pk=row.pk).exists():
        require(Denied(_("Puedes verlo, pero los cambios los hace la especialista de la UGEL.")))
    return row

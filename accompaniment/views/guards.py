"""Who may enter a section, and who may change what she can see; the reasons are what the page 403 says."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ..access import AuthedRequest, deny, get_visible_or_404, reach_of
from ..models import Campaign, MergedRecord, User

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


def require_campaign_reader(user: User) -> None:
    reach = reach_of(user)
    inside = reach.is_specialist or reach.is_director or reach.is_companion
    if not (inside or reach.is_reader or reach.is_administrator):
        deny(_("Las campañas son para quienes acompañan, dirigen o coordinan."))


def managed_or_refused(visible: QuerySet[M], managed: QuerySet[M], **lookup: Any) -> M:
    """Return a row that the person may change: 404 for one she can't see, 403 for one that she only sees."""
    row = get_visible_or_404(visible, **lookup)
    if not managed.filter(pk=row.pk).exists():
        deny(_("Puedes verlo, pero los cambios los hace la especialista de la UGEL."))
    return row


def managed_campaign_or_refused(request: AuthedRequest, campaign_id: int) -> Campaign:
    require_campaign_reader(request.user)
    campaigns = Campaign.objects.visible_to(request.user).select_related("ugel")
    return managed_or_refused(campaigns, Campaign.objects.managed_by(request.user), pk=campaign_id)


def open_campaign_or_refused(request: AuthedRequest, campaign_id: int) -> Campaign:
    """Return a campaign that the person may change and that still admits changes."""
    campaign = managed_campaign_or_refused(request, campaign_id)
    if campaign.is_closed:
        deny(_("La campaña %(year)s ya está cerrada: no admite cambios.") % {"year": campaign.year})
    return campaign


def follows_joined_records(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead whoever asks for the page of a record that was joined to another to the same page of the one that stayed."""

    @wraps(view)
    def wrapped(request: AuthedRequest, teacher_id: UUID) -> HttpResponse:
        try:
            return view(request, teacher_id=teacher_id)
        except Http404:
            kept = MergedRecord.objects.kept_for(request.user, teacher_id)
            if kept is None or request.method != "GET" or request.resolver_match is None:
                raise
            return redirect(request.resolver_match.view_name, kept.pk)

    return wrapped

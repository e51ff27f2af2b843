"""Pages of institutions and programmes: the list of a UGEL, and one service with who works in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..access import Allowed, Denied, get_visible_or_404, reach_of, require
from ..exports import download, institutions_table
from ..forms.institutions import InstitutionFilter
from ..models import Institution, Post, User

if TYPE_CHECKING:
    from ..access import AuthedRequest

PAGE_SIZE = 25


def may_list(user: User) -> Allowed | Denied:
    """Whether the person has a list of institutions; the others reach theirs from the people they accompany."""
    reach = reach_of(user)
    if reach.is_specialist or reach.is_administrator:
        return Allowed()
    return Denied(_("La lista de instituciones es de las especialistas de UGEL y las administradoras."))


@login_required
@require_safe
def institution_list(request: AuthedRequest) -> HttpResponse:
    require(may_list(request.user))
    visible = Institution.objects.visible_to(request.user).select_related("ugel", "network")
    found = InstitutionFilter(request.GET, queryset=visible)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filter": found, "page": page, "shows_ugel": not _keeps_one_ugel(request.user)}
    return render(request, "accompaniment/institution_list.html", context)


@login_required
@require_safe
def institutions_export(request: AuthedRequest) -> HttpResponseBase:
    """The list with its filters as a file."""
    require(may_list(request.user))
    found = InstitutionFilter(request.GET, queryset=Institution.objects.visible_to(request.user))
    return download(institutions_table(found.qs), form=request.GET.get("format", ""))


@login_required
@require_safe
def institution_detail(request: AuthedRequest, institution_id: int) -> HttpResponse:
    visible = Institution.objects.visible_to(request.user).select_related("ugel__region", "network")
    institution = get_visible_or_404(visible, pk=institution_id)
    posts = Post.objects.visible_to(request.user).in_force().filter(institution=institution).select_related("teacher")
    reach = reach_of(request.user)
    context = {
        "institution": institution,
        "facts": _facts(institution),
        "posts": posts,
        "manages": institution.ugel_id in reach.specialist_ugels,
        "has_dashboard": Institution.objects.dashboards_for(request.user).filter(pk=institution.pk).exists(),
    }
    return render(request, "accompaniment/institution_detail.html", context)


def _keeps_one_ugel(user: User) -> bool:
    reach = reach_of(user)
    return not reach.is_administrator and len(reach.specialist_ugels) == 1


def _facts(institution: Institution) -> list[tuple[Any, Any]]:
    """Return what the registry says of a service as pairs of label and value, without what it leaves empty."""
    place = [institution.place, institution.district, institution.province]
    facts = [
        (_("Código modular y anexo"), f"{institution.modular_code} - {institution.annex}"),
        (_("Código de local"), institution.local_code),
        (_("Ciclo"), institution.get_cycle_display()),
        (_("Entorno"), institution.get_setting_display()),
        (_("Gestión"), institution.management),
        (_("Área"), institution.get_area_display()),
        (_("Dirección"), institution.address),
        (_("Lugar"), ", ".join(part for part in place if part)),
        (_("Ubigeo"), institution.ubigeo),
        (_("Red"), institution.network),
        (_("UGEL"), f"{institution.ugel.name} · {institution.ugel.region.name}"),
    ]
    return [(label, value) for label, value in facts if value]

"""Pages of institutions and programmes: the list of a UGEL, and one service with who works in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import get_visible_or_404, reach_of, require
from accompaniment.access.guards import managed_or_refused
from accompaniment.accounts.models import User
from accompaniment.exports.pages import answer_with_list
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.lib.sorting import sorting_of
from accompaniment.people.models.posts import Post
from accompaniment.territory.locations.forms import RelocationForm
from accompaniment.territory.locations.services import record_move

from .exports import InstitutionsList, may_list
from .forms import InstitutionFilter
from .models import Institution

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest

PAGE_SIZE = 25
MAP = "https://www.openstreetmap.org/"


@login_required
@require_safe
def institution_list(request: AuthedRequest) -> HttpResponse:
    require(may_list(request.user))
    found = InstitutionFilter(request.GET, queryset=Institution.objects.visible_to(request.user))
    sorting = sorting_of(request, name="search_name", code="modular_code", kind="kind", area="area")
    rows = sorting.rows(found.qs)
    page = page_of(request, rows, size=PAGE_SIZE, annotate=lambda some: some.select_related("ugel", "network"))
    context = {"filter": found, "page": page, "sorting": sorting, "shows_ugel": not _keeps_one_ugel(request.user)}
    return render(request, "accompaniment/territory/institution_list.html", context)


@login_required
@require_safe
def institutions_export(request: AuthedRequest) -> HttpResponseBase:
    """The list with its filters as a file."""
    return answer_with_list(request, InstitutionsList)


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
        "past": _past_posts(institution, request),
        "manages": reach.keeps(institution.ugel_id),
        "location": _location(institution),
        "locations": institution.locations.select_related("recorded_by"),
    }
    return render(request, "accompaniment/territory/institution_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def institution_move(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """Write down that a service works elsewhere, since a day."""
    visible = Institution.objects.visible_to(request.user)
    institution = managed_or_refused(visible, Institution.objects.managed_by(request.user), pk=institution_id)
    form = RelocationForm(typed(request), row=institution)
    if request.method == "POST" and form.is_valid():
        move = {"moved_on": form.cleaned_data["moved_on"], "where": form.where()}
        if form.accepted(record_move, by=request.user, institution=institution, **move):
            messages.success(request, _("La mudanza quedó registrada. El lugar anterior queda en su historia."))
            return redirect(institution)
    return render(request, "accompaniment/territory/institution_move.html", {"institution": institution, "form": form})


def _location(institution: Institution) -> dict[str, str]:
    """Return the coordinates as people write them and as addresses that a map opens, nothing when nobody knows them."""
    if institution.latitude is None or institution.longitude is None:
        return {}
    latitude, longitude = f"{institution.latitude:.6f}", f"{institution.longitude:.6f}"
    return {
        "text": f"{latitude}, {longitude}",
        "map": f"{MAP}?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}",
        "geo": f"geo:{latitude},{longitude}",
    }


def _past_posts(institution: Institution, request: AuthedRequest) -> Page[Post]:
    """Who worked here before, the latest first: people leave and the history of the place stays."""
    ended = Post.objects.visible_to(request.user).filter(institution=institution, ends_on__lt=timezone.localdate())
    ordered = ended.select_related("teacher").order_by("-ends_on", "teacher__search_name")
    return page_of(request, ordered, size=PAGE_SIZE)


def _keeps_one_ugel(user: User) -> bool:
    reach = reach_of(user)
    return reach.is_specialist and not (reach.is_administrator or reach.keeps_several_ugels)


class Fact(NamedTuple):
    """One datum of a service, and whether the UGEL wrote it because the registry lacks it."""

    label: Any
    value: Any
    is_ours: bool


def _facts(institution: Institution) -> list[Fact]:
    """Return what is known of a service, without what is empty."""
    place = [institution.place, institution.district, institution.province]
    facts = [
        (_("Código modular y anexo"), f"{institution.modular_code} - {institution.annex}", "modular_code"),
        (_("Código de local"), institution.local_code, "local_code"),
        (_("Ciclo"), institution.get_cycle_display(), "cycle"),
        (_("Entorno"), institution.get_setting_display(), "setting"),
        (_("Gestión"), institution.management, "management"),
        (_("Área"), institution.get_area_display(), "area"),
        (_("Dirección"), institution.address, "address"),
        (_("Lugar"), ", ".join(part for part in place if part), "place"),
        (_("Ubigeo"), institution.ubigeo, "ubigeo"),
        (_("Red"), institution.network, ""),
        (_("UGEL"), f"{institution.ugel.name} · {institution.ugel.region.name}", ""),
    ]
    ours = institution.by_ugel
    return [Fact(label, value, name in ours) for label, value, name in facts if value]

"""The first page: what each person came for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accompaniment.access import Reach, reach_of
from accompaniment.lib.drafts import login_required
from accompaniment.models import Institution, Ugel
from reports.dashboards.administration import waiting_for_administrator
from reports.dashboards.first_steps import first_steps_of_site
from reports.dashboards.institution_pages import institution_dashboard
from reports.dashboards.pages import territory, ugel_dashboard
from visits.overview.own import own_home
from visits.today.pages import today

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


def specialist(request: "AuthedRequest") -> HttpResponseBase:
    only = reach_of(request.user).only_ugel
    if only:
        return ugel_dashboard(request, ugel_id=only)
    return render(request, "reports/choose_ugel.html", {"ugels": Ugel.objects.managed_by(request.user)})


def director(request: "AuthedRequest") -> HttpResponseBase:
    only = reach_of(request.user).only_institution
    if only:
        return institution_dashboard(request, institution_id=only)
    institutions = Institution.objects.directed_by(request.user)
    return render(request, "reports/choose_institution.html", {"institutions": institutions})


def safeguarding(request: "AuthedRequest") -> HttpResponseBase:
    return redirect("visits:alerts")


def administration(request: "AuthedRequest") -> HttpResponseBase:
    steps = first_steps_of_site()
    context = {"first_steps": steps, "waiting": None if steps else waiting_for_administrator()}
    return render(request, "reports/administration.html", context)


View = Callable[["AuthedRequest"], HttpResponseBase]
VIEWS: dict[str, tuple[Callable[[Reach], bool], View]] = {  # the first that fits a user is their home
    "companion": (lambda reach: reach.is_companion, today),
    "specialist": (lambda reach: reach.is_specialist, specialist),
    "director": (lambda reach: reach.is_director, director),
    "safeguarding": (lambda reach: reach.is_safeguarding, safeguarding),
    "reader": (lambda reach: reach.is_reader, territory),
    "accompanied": (lambda reach: reach.is_accompanied, own_home),
    "administrator": (lambda reach: reach.is_administrator, administration),
    "author": (lambda reach: reach.is_former_companion, today),
}


@login_required
@require_GET
def home(request: "AuthedRequest") -> HttpResponseBase:
    """The user's first view, or the one that `?view=` names (the header links to them)."""
    reach = reach_of(request.user)
    own = {name: view for name, (is_for, view) in VIEWS.items() if is_for(reach)}
    if not own:
        return render(request, "reports/no_role.html")
    return own.get(request.GET.get("view", ""), next(iter(own.values())))(request)

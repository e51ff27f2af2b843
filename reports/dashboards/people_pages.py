"""The people behind a figure of a UGEL's dashboard."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accompaniment.access import deny, get_visible_or_404, reach_of
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.models import AccessLogEntry, Area, Campaign, Teacher, Ugel
from accompaniment.people.models.posts import TeacherQuerySet
from visits.models import Visit
from visits.overview.filters import PAST, UNKNOWN

from .indicators import GROUPED_BY, people_behind
from .needs import companions_behind
from .pages import SHOWN, chosen_campaign, visits_url

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


@login_required
@require_GET
def ugel_people(request: "AuthedRequest", ugel_id: int) -> HttpResponse:
    """Who is assigned in the campaign, or was visited: all, or those of a network, kind of person or area."""
    ugel = _kept_ugel(request, ugel_id)
    campaign = chosen_campaign(request, list(Campaign.objects.filter(ugel=ugel)))
    only_visited = "visited" in request.GET
    group = {name: request.GET[name] for name in GROUPED_BY if name in request.GET}
    context: dict[str, Any] = {
        "ugel": ugel,
        "campaign": campaign,
        "only_visited": only_visited,
        "group": map(_called, group.values()),
    }
    if campaign is not None:
        asked = {name: "" if value == UNKNOWN else value for name, value in group.items()}
        people = Teacher.objects.filter(pk__in=people_behind(campaign, only_visited=only_visited, **asked))
        context["page"] = page_of(request, people, size=SHOWN, annotate=lambda rows: _with_visits(rows, campaign))
        context["visits_url"] = visits_url(campaign=campaign.pk, status=Visit.Status.CLOSED.value)
        log_access(by=request.user, what=AccessLogEntry.What.DASHBOARD, ugel=ugel)
    return render(request, "reports/dashboards/people.html", context)


def _kept_ugel(request: "AuthedRequest", ugel_id: int) -> Ugel:
    ugel = get_visible_or_404(Ugel.objects.visible_to(request.user), pk=ugel_id)
    if not reach_of(request.user).keeps(ugel.pk):
        deny(_("Los nombres detrás de estas cifras son para la especialista de la UGEL."))
    return ugel


@login_required
@require_GET
def ugel_companions(request: "AuthedRequest", ugel_id: int) -> HttpResponse:
    """Which companions have visits on the calendar whose day has passed, with these visits."""
    ugel = _kept_ugel(request, ugel_id)
    campaign = chosen_campaign(request, list(Campaign.objects.filter(ugel=ugel)))
    context: dict[str, Any] = {"ugel": ugel, "campaign": campaign}
    if campaign is not None:
        context["page"] = page_of(request, companions_behind(campaign), size=SHOWN)
        context["visits_url"] = visits_url(campaign=campaign.pk, status=PAST[0])
        log_access(by=request.user, what=AccessLogEntry.What.DASHBOARD, ugel=ugel)
    return render(request, "reports/dashboards/companions.html", context)


def _with_visits(people: TeacherQuerySet, campaign: Campaign) -> TeacherQuerySet:
    return people.annotate(made=Count("visits", filter=Q(visits__campaign=campaign, visits__status__in=Visit.DONE)))


def _called(group: str) -> str:
    """What the network, kind or area of a link is called."""
    return str({UNKNOWN: _("sin dato"), **dict(Teacher.Kind.choices), **dict(Area.choices)}.get(group, group))

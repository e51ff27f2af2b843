"""Dashboards of an institution, of a UGEL and of a reader's territory. Each figure links to what is behind it."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accompaniment.access import Allowed, Denied, get_visible_or_404, reach_of, require
from accompaniment.audit.services import log_access
from accompaniment.campaigns.of_day import campaign_of
from accompaniment.lib.charts.levels import stacked_bars
from accompaniment.lib.charts.visits_made import visits_made
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.lib.search import has_words, search_key
from accompaniment.models import AccessLogEntry, Area, Campaign, Institution, Teacher, Ugel, User
from visits.alerts.waiting import with_alerts_raised
from visits.commitments.standings import standings_of
from visits.models import Visit
from visits.overview.filters import LATEST, UNKNOWN

from . import indicators
from .first_steps import first_steps_of_ugel
from .forms import PhaseForm
from .level_charts import LevelChart, leading_to, level_charts, tellable

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest

SHOWN = 25
SHOWN_LATE = 12  # people with overdue commitments, before all of them are asked for


def chosen_campaign(request: HttpRequest, campaigns: list[Campaign]) -> Campaign | None:
    """The campaign asked for, else the one of today; None when there is none yet."""
    wanted = request.GET.get("campaign")
    asked = next((c for c in campaigns if str(c.pk) == wanted), None)
    return asked or campaign_of(timezone.localdate(), campaigns)


def visits_url(**filters: Any) -> str:
    return f"{reverse('visits:list')}?{urlencode(filters)}"


def people_url(campaign: Campaign, **filters: Any) -> str:
    return f"{reverse('reports:ugel_people', args=[campaign.ugel_id])}?{urlencode({'campaign': campaign.pk} | filters)}"


def first_or_all(rows: Any, *, asked: bool) -> list[Any]:
    """The first rows of an alphabetical list, or all of them when the reader asked; each carries their `total`."""
    return list(rows if asked else rows[:SHOWN])


def drawn(charts: list[LevelChart], *, behind: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The charts with their drawings; each figure leads to the visits `behind` it, which None keeps from the reader."""
    if behind is not None:
        charts = leading_to(charts, lambda levels: visits_url(**behind, each=LATEST, levels=levels))
    return [{"levels": chart, "drawing": stacked_bars(chart.rows, chart.level_names)} for chart in charts]


def visits_with_levels(user: User, campaign: Campaign, form: PhaseForm, **place: Any) -> QuerySet[Visit]:
    """The closed visits whose levels the reader may see added up."""
    visits = Visit.objects.closed().with_levels_shown_to(user).filter(campaign=campaign, **place)
    phase = form.chosen()
    return visits.filter(phase=phase) if phase else visits


# --- One institution -------------------------------------------------------------------------------------------
@login_required
@require_GET
def institution_dashboard(request: "AuthedRequest", institution_id: int) -> HttpResponse:
    institution = get_visible_or_404(
        Institution.objects.visible_to(request.user).select_related("network"), pk=institution_id
    )
    require(may_open_institution(request.user, institution))
    campaigns = list(Campaign.objects.filter(ugel=institution.ugel_id))
    campaign = chosen_campaign(request, campaigns)
    form = PhaseForm(request.GET)
    context = {"institution": institution, "campaigns": campaigns, "campaign": campaign, "form": form}
    if campaign is not None:
        only_overdue = "overdue" in request.GET
        context |= _institution_figures(request.user, institution, campaign, form, only_overdue=only_overdue)
        log_access(by=request.user, what=AccessLogEntry.What.DASHBOARD, institution=institution)
    return render(request, "reports/dashboards/institution.html", context)


def may_open_institution(user: User, institution: Institution) -> Allowed | Denied:
    if reach_of(user).leads(institution):
        return Allowed()
    return Denied(_("El tablero de una institución es de su directora y de la especialista de la UGEL."))


def _institution_figures(
    user: User, institution: Institution, campaign: Campaign, form: PhaseForm, *, only_overdue: bool
) -> dict[str, Any]:
    people: list[Any] = list(indicators.people_of(institution, campaign))
    agreed = indicators.pending_commitments_of(institution, campaign).with_hidden_verdicts(user)
    pending = standings_of(agreed, by=user)
    overdue = [one for one in pending if one.is_overdue]
    made, owed = sum(p.made for p in people), sum(p.owed for p in people)
    behind = {"institution": institution.pk, "campaign": campaign.pk, "status": Visit.Status.CLOSED.value}
    charts = level_charts(visits_with_levels(user, campaign, form, institution=institution))
    return {
        "people": people,
        "made": made,
        "owed": owed,
        "visits_drawing": visits_made(made, owed),
        "visits_url": visits_url(**behind),
        "charts": drawn(charts, behind=behind | form.chosen_filter()),
        "pending": len(pending),
        "overdue": len(overdue),
        "only_overdue": only_overdue,
        "commitments": overdue if only_overdue else pending,
    }


# --- One UGEL --------------------------------------------------------------------------------------------------
@login_required
@require_GET
def ugel_dashboard(request: "AuthedRequest", ugel_id: int) -> HttpResponse:
    """Coverage and levels of a UGEL: everything for its specialists, aggregates alone for readers."""
    visible = Ugel.objects.visible_to(request.user)
    own = Campaign.objects.filter(ugel=ugel_id, ugel__in=visible.values("pk")).select_related("ugel__region")
    campaigns = list(with_alerts_raised(own, request.user))
    ugel = campaigns[0].ugel if campaigns else get_visible_or_404(visible.select_related("region"), pk=ugel_id)
    require(may_open_ugel(request.user, ugel))
    is_specialist = reach_of(request.user).keeps(ugel.pk)
    campaign = chosen_campaign(request, campaigns)
    form = PhaseForm(request.GET)
    context: dict[str, Any] = {
        "ugel": ugel,
        "campaigns": campaigns,
        "campaign": campaign,
        "form": form,
        "is_specialist": is_specialist,
        "has_open_alerts": any(one.alerts_open for one in campaigns),
        "least": indicators.LEAST_GROUP,
    }
    if campaign is not None:
        context |= _ugel_figures(request, campaign, form, is_specialist=is_specialist)
        if is_specialist:  # a reader sees no names
            log_access(by=request.user, what=AccessLogEntry.What.DASHBOARD, ugel=ugel)
    if is_specialist and not ("total" in context and context["total"].made):
        context["first_steps"] = first_steps_of_ugel(ugel)
    return render(request, "reports/dashboards/ugel.html", context)


def may_open_ugel(user: User, ugel: Ugel) -> Allowed | Denied:
    reach = reach_of(user)
    if reach.keeps(ugel.pk) or reach.reads_region(ugel.region_id):
        return Allowed()
    return Denied(_("El tablero de la UGEL es de sus especialistas y de las lectoras de la DRE y del ministerio."))


def _ugel_figures(
    request: "AuthedRequest", campaign: Campaign, form: PhaseForm, *, is_specialist: bool
) -> dict[str, Any]:
    groups = indicators.coverage_groups(campaign)
    kinds, areas = dict(Teacher.Kind.choices), dict(Area.choices)
    tables = [
        (_("Por red educativa"), indicators.fold_by(groups, "network", {}, _("Sin red"))),
        (_("Por cargo"), indicators.fold_by(groups, "kind", kinds, "—")),
        (_("Por área"), indicators.fold_by(groups, "area", areas, _("Sin dato"))),
    ]
    charts = level_charts(visits_with_levels(request.user, campaign, form, ugel=campaign.ugel_id))
    total = indicators.total_of(groups, _("Toda la UGEL"))
    figures: dict[str, Any] = {"tables": tables, "total": total, "visits_drawing": visits_made(total.made, total.owed)}
    if not is_specialist:
        indicators.hide_small([total])
        for _title, rows in tables:
            indicators.hide_small(rows)
        whole = _all_phases(campaign, form, charts)
        return {**figures, "charts": drawn(tellable(charts, whole))}
    missing = first_or_all(indicators.never_visited(campaign), asked=request.GET.get("all") == "never")
    late = indicators.overdue_in(campaign, by=request.user)
    late_people = indicators.late_people(late, shown=SHOWN_LATE)
    is_listed = request.GET.get("all") == "overdue"
    behind = {"campaign": campaign.pk, "status": Visit.Status.CLOSED.value}
    for name, (_title, rows) in zip(("network", "kind", "area"), tables, strict=True):
        for row in rows:
            group = {name: row.key or UNKNOWN}
            row.url, row.people_url = visits_url(**behind, **group), people_url(campaign, **group)
            row.visited_url = people_url(campaign, **group, visited="yes")
    total.people_url, total.visited_url = people_url(campaign), people_url(campaign, visited="yes")
    return {
        **figures,
        "charts": drawn(charts, behind=behind | form.chosen_filter()),
        "overdue": standings_of(late, by=request.user) if is_listed else [],
        "overdue_total": late_people.commitments,
        "late_people": late_people,
        "never_visited": missing,
        "never_visited_total": missing[0].total if missing else 0,
        "visits_url": visits_url(**behind),
    }


def _all_phases(campaign: Campaign, form: PhaseForm, charts: list[LevelChart]) -> list[LevelChart]:
    """The charts of the whole campaign, from which a reader could take those of one phase away."""
    if not form.chosen():
        return charts
    return level_charts(Visit.objects.closed().filter(campaign=campaign, ugel=campaign.ugel_id))


# --- A reader's territory --------------------------------------------------------------------------------------
def territory(request: "AuthedRequest") -> HttpResponse:
    """The UGELs a reader's roles cover, alphabetically, with aggregates alone."""
    ugels = Ugel.objects.read_by(request.user).select_related("region").order_by("name")
    words = request.GET.get("q", "").strip()
    if words:
        ugels = ugels.filter(pk__in=[u.pk for u in ugels if has_words(search_key(f"{u.name} {u.region.name}"), words)])
    page = page_of(request, ugels, size=SHOWN)
    year = _year(request)
    rows = indicators.coverage_by_ugel(list(page), year)
    context = {"page": page, "rows": rows, "year": year, "words": words, "least": indicators.LEAST_GROUP}
    return render(request, "reports/dashboards/territory.html", context)


def _year(request: "AuthedRequest") -> int:
    """The year asked for, else the last whose campaign has begun in the territory; this year before there is one."""
    text, today = request.GET.get("year", ""), timezone.localdate()
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    begun = Campaign.objects.filter(ugel__in=Ugel.objects.read_by(request.user), starts_on__lte=today)
    return begun.aggregate(year=Max("year"))["year"] or today.year

"""Dashboards of a UGEL and of a reader's territory. Each figure links to what is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from accompaniment.lib.charts.canvas import Drawing
from accompaniment.lib.charts.levels import stacked_bars
from accompaniment.lib.charts.targets import bars_with_targets
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.lib.search import has_words, search_key
from accompaniment.lib.small_groups import LEAST_GROUP
from accompaniment.models import AccessLogEntry, Area, Campaign, Teacher, Ugel, User
from visits.alerts.waiting import with_alerts_raised
from visits.commitments.standings import standings_of
from visits.models import CommitmentReview, Visit
from visits.overview.filters import LATEST, UNKNOWN

from . import indicators
from .commitments import hidden_from, in_network, late_commitments, overdue_in
from .first_steps import first_steps_of_ugel
from .forms import PhaseForm
from .level_charts import LevelChart, leading_to, level_charts, tellable
from .level_grids import LevelGrid, network_grid
from .needs import jobs_told, needs_of

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest

SHOWN = 25
SHOWN_LATE = 6  # people with overdue commitments, before all of them are asked for


def chosen_campaign(request: HttpRequest, campaigns: list[Campaign]) -> Campaign | None:
    """The campaign asked for, else the one of today; None when there is none yet."""
    wanted = request.GET.get("campaign")
    asked = next((c for c in campaigns if str(c.pk) == wanted), None)
    return asked or campaign_of(timezone.localdate(), campaigns)


def visits_url(**filters: Any) -> str:
    return f"{reverse('visits:list')}?{urlencode(filters)}"


def people_url(campaign: Campaign, **filters: Any) -> str:
    return f"{reverse('reports:ugel_people', args=[campaign.ugel_id])}?{urlencode({'campaign': campaign.pk} | filters)}"


def drawn(
    charts: list[LevelChart], grids: Sequence[LevelGrid | None], *, behind: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The charts with their drawings and grids; each figure leads to the visits `behind` it, which None keeps from the
    reader.
    """
    if behind is not None:
        charts = leading_to(charts, lambda levels: visits_url(**behind, each=LATEST, levels=levels))
    return [
        {"levels": chart, "drawing": stacked_bars(chart.rows, chart.level_names), "grid": grid}
        for chart, grid in zip(charts, grids, strict=True)
    ]


def visits_with_levels(user: User, campaign: Campaign, form: PhaseForm, **place: Any) -> QuerySet[Visit]:
    """The closed visits whose levels the reader may see added up."""
    visits = Visit.objects.closed().with_levels_shown_to(user).filter(campaign=campaign, **place)
    phase = form.chosen()
    return visits.filter(phase=phase) if phase else visits


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
        "least": LEAST_GROUP,
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


@dataclass(frozen=True)
class CoverageTable:
    """How far the visits came by groups of one sort: the rows of a table, and bars of those that the reader may see."""

    title: str
    rows: Sequence[indicators.Coverage]

    @property
    def drawing(self) -> Drawing:
        return bars_with_targets([row.bar for row in self.rows if not row.is_hidden])

    @property
    def has_targets(self) -> bool:
        """Whether a bar has a mark."""
        return any(row.bar.target is not None for row in self.rows if not row.is_hidden)


def _ugel_figures(
    request: "AuthedRequest", campaign: Campaign, form: PhaseForm, *, is_specialist: bool
) -> dict[str, Any]:
    groups = indicators.coverage_groups(campaign)
    total = indicators.total_of(groups, _("Toda la UGEL"))
    tables = _coverage_tables(groups)
    seen = visits_with_levels(request.user, campaign, form, ugel=campaign.ugel_id)
    charts = level_charts(seen, within=["visit__institution__network__name"])
    figures: dict[str, Any] = {"tables": tables, "total": total}
    if is_specialist:
        shown = _specialists_figures(request, campaign, form, charts, figures)
        apart = {"modalities": indicators.by_modality(groups), "tables": [*_modality_table(groups), *tables]}
        return figures | shown | apart
    tables[:0] = _modality_table(groups)
    indicators.hide_small([total])
    for table in tables:
        indicators.hide_small(table.rows)
    charts = tellable(charts, _all_phases(campaign, form, charts))
    grids = [None if form.chosen() else network_grid(chart, None) for chart in charts]  # or one could be subtracted
    return figures | {"charts": drawn(charts, grids)}


def _coverage_tables(groups: list[dict[str, Any]]) -> list[CoverageTable]:
    kinds, areas = dict(Teacher.Kind.choices), dict(Area.choices)
    return [
        CoverageTable(_("Por red educativa"), indicators.fold_by(groups, "network", {}, _("Sin red"))),
        CoverageTable(_("Por cargo"), indicators.fold_by(groups, "kind", kinds, "—")),
        CoverageTable(_("Por área"), indicators.fold_by(groups, "area", areas, _("Sin dato"))),
    ]


def _modality_table(groups: list[dict[str, Any]]) -> list[CoverageTable]:
    """Visits from outside and from inside apart, before all else, where there are both."""
    rows = indicators.by_modality(groups)
    return [CoverageTable(_("Por modalidad"), rows)] if rows else []


def _specialists_figures(
    request: "AuthedRequest", campaign: Campaign, form: PhaseForm, charts: list[LevelChart], figures: dict[str, Any]
) -> dict[str, Any]:
    """What a specialist sees beside the sums: what needs her, and where each figure leads."""
    behind = {"campaign": campaign.pk, "status": Visit.Status.CLOSED.value}
    _lead_on(figures["tables"], figures["total"], campaign, behind)
    levels_behind = behind | form.chosen_filter()

    def of_network(network: str, levels: str) -> str:
        return visits_url(**levels_behind, each=LATEST, network=network or UNKNOWN, levels=levels)

    return {
        "charts": drawn(charts, [network_grid(chart, of_network) for chart in charts], behind=levels_behind),
        "visits_url": visits_url(**behind),
        "silent_url": visits_url(**behind, dialogue="without"),
        **_needs(request, campaign),
    }


def _lead_on(
    tables: Sequence[CoverageTable], total: indicators.Coverage, campaign: Campaign, behind: dict[str, Any]
) -> None:
    for name, table in zip(indicators.GROUPED_BY, tables, strict=True):
        for row in table.rows:
            group = {name: row.key or UNKNOWN}
            row.url, row.people_url = visits_url(**behind, **group), people_url(campaign, **group)
            row.visited_url = people_url(campaign, **group, visited="yes")
    total.people_url, total.visited_url = people_url(campaign), people_url(campaign, visited="yes")


def _needs(request: "AuthedRequest", campaign: Campaign) -> dict[str, Any]:
    """What needs her, and the lists that she asked for."""
    needs, user, asked = needs_of(campaign, request.user), request.user, request.GET.get("all")
    hidden = hidden_from(user, campaign.ugel_id) if needs.has_hidden else CommitmentReview.objects.none()
    late = overdue_in(campaign, by=user, hidden=hidden)
    network = request.GET.get("network", "")
    listed = in_network(late, "" if network == UNKNOWN else network) if network else late
    overdue = standings_of(listed, by=user) if asked == "overdue" else []
    return {
        "needs": needs,
        "late": late_commitments(late, shown=SHOWN_LATE),
        "jobs": jobs_told(user) if needs.has_jobs else [],
        "overdue": [one for one in overdue if one.is_of_others] if "others" in request.GET else overdue,
        "only_others": "others" in request.GET,
        "of_others": sum(one.is_of_others for one in overdue),
        "overdue_network": network,
        "never_visited": list(indicators.never_visited(campaign)) if asked == "never" else [],
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
    context = {"page": page, "rows": rows, "year": year, "words": words, "least": LEAST_GROUP}
    return render(request, "reports/dashboards/territory.html", context)


def _year(request: "AuthedRequest") -> int:
    """The year asked for, else the last whose campaign has begun in the territory; this year before there is one."""
    text, today = request.GET.get("year", ""), timezone.localdate()
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    begun = Campaign.objects.filter(ugel__in=Ugel.objects.read_by(request.user), starts_on__lte=today)
    return begun.aggregate(year=Max("year"))["year"] or today.year

"""The dashboard of an institution: its people, what changed, how far they are, and what was agreed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accompaniment.access import Allowed, Denied, get_visible_or_404, reach_of, require
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required
from accompaniment.models import AccessLogEntry, Campaign, Institution, User
from visits.alerts.waiting import open_alerts_of
from visits.commitments.standings import Standing, standings_of
from visits.models import Visit

from .changes import changes_in
from .commitments import pending_commitments_of
from .forms import PhaseForm
from .indicators import people_of, total_shares
from .level_charts import level_charts
from .level_grids import people_grid
from .models import with_last_look
from .pages import chosen_campaign, drawn, visits_url, visits_with_levels
from .services import note_look

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


@login_required
@require_GET
def institution_dashboard(request: AuthedRequest, institution_id: int) -> HttpResponse:
    visible = with_last_look(Institution.objects.visible_to(request.user).select_related("network"), request.user)
    is_asked = Exists(open_alerts_of(request.user))
    institution = get_visible_or_404(visible.annotate(has_open_alerts=is_asked), pk=institution_id)
    require(may_open_institution(request.user, institution))
    campaigns = list(Campaign.objects.filter(ugel=institution.ugel_id))
    campaign = chosen_campaign(request, campaigns)
    form = PhaseForm(request.GET)
    context = {
        "institution": institution,
        "campaigns": campaigns,
        "campaign": campaign,
        "form": form,
        "alerts_first": reach_of(request.user).is_director and institution.has_open_alerts,
    }
    if campaign is not None:
        since = note_look(institution, by=request.user, at=timezone.now())
        narrowed = {"only_overdue": "overdue" in request.GET, "only_others": "others" in request.GET}
        context |= narrowed | _figures(request.user, institution, campaign, form, **narrowed)
        context |= {"since": since, "changes": changes_in(institution, since=since, by=request.user)}
        log_access(by=request.user, what=AccessLogEntry.What.DASHBOARD, institution=institution)
    return render(request, "reports/dashboards/institution.html", context)


def may_open_institution(user: User, institution: Institution) -> Allowed | Denied:
    if reach_of(user).leads(institution):
        return Allowed()
    return Denied(_("El tablero de una institución es de su directora y de la especialista de la UGEL."))


@dataclass(frozen=True)
class Row:
    """One of the people there, with `made` and `owed`, and what they agreed that is open."""

    person: Any
    pending: Sequence[Standing]
    only_overdue: bool  # whether only what is past its date was asked for
    only_others: bool  # whether only that was for which others than they answer

    @property
    def overdue(self) -> list[Standing]:
        return [one for one in self.pending if one.is_overdue]

    @property
    def shown(self) -> Sequence[Standing]:
        found = self.overdue if self.only_overdue else self.pending
        return [one for one in found if one.is_of_others] if self.only_others else found

    @property
    def is_filtered(self) -> bool:
        return self.only_overdue or self.only_others


def _figures(
    user: User, institution: Institution, campaign: Campaign, form: PhaseForm, **narrowed: bool
) -> dict[str, Any]:
    people: list[Any] = list(people_of(institution, campaign))
    pending = standings_of(pending_commitments_of(institution, campaign).with_hidden_verdicts(user), by=user)
    rows = _rows(people, pending, **narrowed)
    overdue = sum(len(row.overdue) for row in rows)
    behind = {"institution": institution.pk, "campaign": campaign.pk, "status": Visit.Status.CLOSED.value}
    seen = visits_with_levels(user, campaign, form, institution=institution)
    charts = level_charts(seen, within=["visit__teacher", "visit"])
    return {
        "rows": rows,
        "people": people,
        "made": sum(p.made for p in people),
        "owed": sum(p.owed for p in people),
        "shares": total_shares(people),
        "visits_url": visits_url(**behind),
        "charts": drawn(charts, [people_grid(one, people) for one in charts], behind=behind | form.chosen_filter()),
        "pending": sum(len(row.pending) for row in rows),
        "overdue": overdue,
        "of_others": sum(one.is_of_others for row in rows for one in row.pending),
        "commitments": [one for row in rows for one in row.shown],
    }


def _rows(people: Sequence[Any], pending: Sequence[Standing], **narrowed: bool) -> list[Row]:
    agreed: dict[Any, list[Standing]] = defaultdict(list)
    for one in pending:
        agreed[one.commitment.teacher_id].append(one)
    return [Row(person, agreed[person.pk], **narrowed) for person in people]

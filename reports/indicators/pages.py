"""The indicators of a year, and the rows behind each figure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, require
from accompaniment.audit.services import log_where_followed
from accompaniment.exports.pages import answer_with_list
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.models import AccessLogEntry
from visits.overview.consolidated.lists import may_take_away

from .exports import IndicatorRows
from .forms import ScopeForm
from .measures import BY_CODE, figures_of, rows_of
from .support import behind_of, recency_of
from .told import told_of

SHOWN = 25
PARTS = {"counted": _("Que sí"), "left": _("Que no"), "all": _("Todas")}


@login_required
@require_safe
def indicators(request: AuthedRequest) -> HttpResponse:
    require(may_take_away(request.user))
    form = ScopeForm(request.GET, user=request.user)
    context: dict[str, Any] = {"form": form, "query": urlencode(form.asked), "is_narrowed": bool(form.asked)}
    if form.is_valid():
        scope = form.scope()
        context |= {
            "year": scope.year,
            "figures": figures_of(scope),
            "recency": recency_of(scope),
            "behind": behind_of(scope),
        }
        log_where_followed(by=request.user, what=AccessLogEntry.What.DASHBOARD)
    return render(request, "reports/indicators/list.html", context)


@login_required
@require_safe
def indicator_rows(request: AuthedRequest, code: str, part: str) -> HttpResponse:
    """What a figure counts, what it leaves out, or all that it is about."""
    require(may_take_away(request.user))
    form = ScopeForm(request.GET, user=request.user)
    if code not in BY_CODE or part not in PARTS or not form.is_valid():
        raise Http404
    indicator = BY_CODE[code]
    rows = rows_of(form.scope(), indicator, part)
    page: Any = page_of(request, rows, size=SHOWN)
    page.object_list = told_of(page.object_list)
    log_where_followed(by=request.user, what=AccessLogEntry.What.DASHBOARD)
    context = {
        "indicator": indicator,
        "part": PARTS[part],
        "parts": PARTS,
        "chosen": part,
        "page": page,
        "query": urlencode(form.asked),
        "scope": form.scope(),
    }
    return render(request, "reports/indicators/rows.html", context)


@login_required
@require_safe
def indicator_export(request: AuthedRequest, code: str, part: str) -> HttpResponseBase:
    require(may_take_away(request.user))
    if code not in BY_CODE or part not in PARTS:
        raise Http404
    return answer_with_list(request, IndicatorRows, indicator=code, part=part)

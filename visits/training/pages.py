"""The list of hours: of the people of a UGEL, an institution or a companion."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, require
from accompaniment.exports.pages import answer_with_list
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.lib.sorting import sorting_of
from visits.training.exports import HoursList, ListedHours, may_list

PAGE = 25


@login_required
@require_safe
def training_hours(request: AuthedRequest) -> HttpResponse:
    require(may_list(request.user))
    listed = ListedHours(request.user, request.GET)
    sorting = sorting_of(request, name="search_name", kind="kind", came="came", hours="minutes")
    page = page_of(request, sorting.rows(listed.people), size=PAGE, annotate=listed.shown)
    context = {"filter": listed.filter, "page": page, "sorting": sorting}
    return render(request, "visits/training/list.html", context)


@login_required
@require_safe
def training_hours_export(request: AuthedRequest) -> HttpResponseBase:
    """The list with its filters as a file."""
    return answer_with_list(request, HoursList)

"""The frameworks to which criteria, themes and commitments refer, with their sources."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest
from accompaniment.lib.drafts import login_required

from .shipped import AREAS, COMPETENCIES, catalogue


@login_required
@require_safe
def catalogue_list(request: AuthedRequest) -> HttpResponse:
    mbdd = catalogue("mbdd")
    domains = [
        (domain["name"], [(COMPETENCIES[one["code"]], one["performances"]) for one in domain["competencies"]])
        for domain in mbdd["domains"]
    ]
    cneb = catalogue("cneb")
    areas = [(AREAS[area["code"]], area["competencies"]) for area in cneb["areas"]]
    context = {"mbdd": mbdd, "domains": domains, "cneb": cneb, "areas": areas}
    return render(request, "rubrics/catalogues/list.html", context)

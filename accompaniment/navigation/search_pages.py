"""One search across every list: people, places, visits and documents, as far as the reader may open them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, Reach, deny, reach_of
from accompaniment.lib.contributions import searched_lists
from accompaniment.lib.drafts import login_required
from accompaniment.lib.sealed_words import WORDS
from accompaniment.lib.searches import Hit, SearchedList

SHOWN = 5  # of each list; its own page shows the others
LONGEST = 80


@dataclass(frozen=True)
class Found:
    """What one list holds for the words: its first rows, and where all of them are, if there are more."""

    label: str
    hits: list[Hit]
    all_url: str


def searched_by(reach: Reach) -> list[type[SearchedList]]:
    """The lists in which somebody of this reach may look."""
    return [one for one in searched_lists() if one.is_for(reach)]


@login_required
@require_safe
def search(request: AuthedRequest) -> HttpResponse:
    """Each list is asked once. Who reads figures alone has no list to look in."""
    lists = searched_by(reach_of(request.user))
    if not lists:
        deny(_("Tu rol ve resúmenes: no hay listas de personas en las que puedas buscar."))
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = [_found(one, request, text) for one in lists] if text else []
    labels = ", ".join(str(one.label) for one in lists)
    context = {"text": text, "labels": labels, "found": [one for one in found if one.hits]}
    return render(request, "accompaniment/navigation/search.html", context)


def _found(searched: type[SearchedList], request: AuthedRequest, text: str) -> Found:
    rows = list(searched.rows(request.user, text)[: SHOWN + 1])
    hits = [searched.hit(row) for row in rows[:SHOWN]]
    words = urlencode({WORDS: request.GET[WORDS]}) if WORDS in request.GET else urlencode({"q": text})
    return Found(str(searched.label), hits, f"{reverse(searched.route)}?{words}" if len(rows) > SHOWN else "")

"""What a reader may take out: every list in one place, narrowed once, with how much is in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, require
from accompaniment.exports.listing import ExportedList, exported_lists
from accompaniment.exports.pages import answer_with_list
from accompaniment.lib.drafts import login_required
from visits.overview.consolidated.lists import may_take_away

from . import code_book
from .forms import DownloadsForm
from .lists.workbook import Workbook

LISTS = {
    _("El acompañamiento"): ("workbook", "visits", "visit_levels", "commitments", "contacts", "attendances"),
    _("El avance"): ("coverage", "documents", "sessions_roll", "training_hours"),
    _("El directorio"): ("people", "companions", "institutions"),
}
CODES = {code for codes in LISTS.values() for code in codes}


@dataclass(frozen=True)
class Offered:
    """A list on the page: how many entries it has, and which of what was asked narrows nothing in it."""

    wanted: ExportedList
    count: int
    unheard: list[str]

    @property
    def is_described(self) -> bool:
        return code_book.is_described(self.wanted)


@login_required
@require_safe
def downloads(request: AuthedRequest) -> HttpResponse:
    require(may_take_away(request.user))
    form = DownloadsForm(request.GET, user=request.user)
    lists = LISTS if form.is_valid() else {}
    known: dict[str, int] = {}
    groups = [(title, list(_offered(request, form, codes, known))) for title, codes in lists.items()]
    context: dict[str, Any] = {
        "form": form,
        "groups": [(title, offered) for title, offered in groups if offered],
        "query": urlencode(form.asked, doseq=True),
        "is_narrowed": bool(form.asked),
    }
    return render(request, "reports/downloads/list.html", context)


def _offered(
    request: AuthedRequest, form: DownloadsForm, codes: tuple[str, ...], known: dict[str, int]
) -> Iterator[Offered]:
    for code in codes:
        wanted = exported_lists()[code](request.user, form.asked)
        if wanted.verdict():
            unheard = [str(form.fields[name].label).lower() for name in form.asked if name not in wanted.asks]
            yield Offered(wanted, _count(wanted, known), unheard)


def _count(wanted: ExportedList, known: dict[str, int]) -> int:
    """How many entries it has; what is `known` already, as of the sheets of a workbook, is not counted again."""
    if isinstance(wanted, Workbook):
        return sum(_count(part, known) for part in wanted.parts.values())
    if wanted.code not in known:
        known[wanted.code] = wanted.count()
    return known[wanted.code]


def _list(code: str) -> type[ExportedList]:
    if code not in CODES:
        raise Http404
    return exported_lists()[code]


@login_required
@require_safe
def download(request: AuthedRequest, code: str) -> HttpResponseBase:
    require(may_take_away(request.user))
    return answer_with_list(request, _list(code))


def _described(request: AuthedRequest, code: str) -> ExportedList:
    """The list whose columns are asked for; none that the user may not take away."""
    require(may_take_away(request.user))
    wanted = _list(code)(request.user, {})
    require(wanted.verdict())
    if not code_book.is_described(wanted):
        raise Http404
    return wanted


@login_required
@require_safe
def download_fields(request: AuthedRequest, code: str) -> HttpResponse:
    wanted = _described(request, code)
    context = {"wanted": wanted, "sheets": code_book.sheets_of(wanted)}
    return render(request, "reports/downloads/fields.html", context)


@login_required
@require_safe
def data_package(request: AuthedRequest, code: str) -> JsonResponse:
    return JsonResponse(code_book.data_package(_described(request, code)), json_dumps_params={"ensure_ascii": False})

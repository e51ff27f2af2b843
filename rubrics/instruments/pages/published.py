"""Pages of the instruments: what is looked at in a visit, and what each level means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accompaniment.access import get_visible_or_404, require
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.lib.search import has_words, search_key
from accompaniment.lib.text import whole_number
from accompaniment.models import Teacher
from rubrics.instruments.models.instruments import Instrument
from rubrics.instruments.models.versions import InstrumentVersion
from rubrics.instruments.services.loading import shipped_codes

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest

PER_PAGE = 25


@login_required
@require_safe
def instrument_list(request: AuthedRequest) -> HttpResponse:
    require(Instrument.readable_by(request.user))
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    visible = InstrumentVersion.objects.visible_to(request.user)
    instruments = Instrument.objects.filter(versions__in=visible).select_related("ugel").distinct()
    if kind in Teacher.Kind.values:
        instruments = instruments.filter(teacher_kind=kind)
    counted = visible.annotate(size=Count("criteria")).order_by("-number")
    found = list(instruments.prefetch_related(Prefetch("versions", counted)))
    if text:
        found = [instrument for instrument in found if has_words(search_key(instrument.title), text)]
    page = page_of(request, found, size=PER_PAGE)
    context = {
        "page": page,
        "text": text,
        "kind": kind,
        "kinds": Teacher.Kind.choices,
        "today": timezone.localdate(),
        "may_make": bool(Instrument.makeable_by(request.user)),
    }
    return render(request, "rubrics/instruments/instrument_list.html", context)


@login_required
@require_safe
def instrument_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """One version with its criteria: the one asked for by `?version=`, or else the one in force today."""
    require(Instrument.readable_by(request.user))
    visible = InstrumentVersion.objects.visible_to(request.user)
    instruments = Instrument.objects.filter(versions__in=visible).select_related("ugel").distinct()
    instrument = get_visible_or_404(instruments, code=code)
    versions = list(visible.filter(instrument=instrument).order_by("-number"))
    shown = InstrumentVersion.objects.ever_published().filter(instrument=instrument).order_by("-number")
    draft = next((version for version in versions if not version.is_frozen), None)
    if draft and len(versions) == 1:
        return redirect("rubrics:draft", code, draft.number)
    asked = request.GET.get("version", "")
    if asked:
        version = get_visible_or_404(shown, number=whole_number(asked))
    else:
        version = shown.in_force_on(timezone.localdate()).first() or shown[0]
    context = {
        "instrument": instrument,
        "version": version,
        "versions": [other for other in versions if other.is_frozen],
        "draft": draft,
        "criteria": version.criteria.prefetch_related("levels", "prompts"),
        "today": timezone.localdate(),
        "may_make": bool(Instrument.makeable_by(request.user)),
        "manages": Instrument.objects.managed_by(request.user).filter(pk=instrument.pk).exists(),
        "is_shipped": code in shipped_codes(),
    }
    return render(request, "rubrics/instruments/instrument_detail.html", context)

"""Pages of the instruments: what is looked at in a visit, and what each level means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accompaniment.access import get_visible_or_404, require
from accompaniment.models import Teacher
from accompaniment.text import fold

from .models import Instrument, InstrumentVersion

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest

PER_PAGE = 25


@login_required
def instrument_list(request: AuthedRequest) -> HttpResponse:
    require(Instrument.readable_by(request.user))
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    instruments = Instrument.objects.filter(versions__in=InstrumentVersion.objects.shown()).distinct()
    if kind in Teacher.Kind.values:
        instruments = instruments.filter(teacher_kind=kind)
    counted = InstrumentVersion.objects.shown().annotate(size=Count("criteria")).order_by("-number")
    found = [i for i in instruments.prefetch_related(Prefetch("versions", counted)) if fold(text) in fold(i.title)]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "text": text, "kind": kind, "kinds": Teacher.Kind.choices, "today": timezone.localdate()}
    return render(request, "rubrics/instrument_list.html", context)


@login_required
def instrument_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """One version with its criteria: the one asked for by `?version=`, or else the one in force today."""
    require(Instrument.readable_by(request.user))
    shown = InstrumentVersion.objects.shown()
    instrument = get_visible_or_404(Instrument.objects.filter(versions__in=shown).distinct(), code=code)
    versions = shown.filter(instrument=instrument).order_by("-number")
    asked = request.GET.get("version", "")
    if asked:
        version = get_visible_or_404(versions, number=asked if asked.isdecimal() and len(asked) < 5 else 0)
    else:
        version = versions.in_force_on(timezone.localdate()).first() or versions[0]
    context = {
        "instrument": instrument,
        "version": version,
        "versions": versions,
        "criteria": version.criteria.prefetch_related("levels"),
        "today": timezone.localdate(),
    }
    return render(request, "rubrics/instrument_detail.html", context)

"""Making an instrument, copying one, its next version, and the page of a draft."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest
from accompaniment.lib.drafts import login_required, typed
from rubrics.instruments.checks import InstrumentFault, describe_place
from rubrics.instruments.forms.instruments import AboutForm, InstrumentForm
from rubrics.instruments.guards import draft_or_refused, managed_version, require_maker, version_or_404
from rubrics.instruments.models.versions import InstrumentVersion
from rubrics.instruments.published import criteria_of
from rubrics.instruments.services.drafts import (
    copy_version,
    delete_draft,
    edit_instrument,
    make_instrument,
    may_be_renamed,
    next_version,
)
from rubrics.instruments.services.publishing import missing_to_publish


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthedRequest) -> HttpResponse:
    require_maker(request)
    form = InstrumentForm(typed(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        version = form.attempt(make_instrument, data=form.instrument(), form_id=form.cleaned_data["form_id"])
        if version:
            messages.success(request, _("El borrador está listo: agrega sus criterios."))
            return redirect(version)
    return render(request, "rubrics/instruments/new.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: AuthedRequest, code: str, number: int) -> HttpResponse:
    """An instrument of one's own that begins as another one says."""
    version = version_or_404(request, code, number)
    require_maker(request)
    instrument = version.instrument
    initial = {
        "title": _("%(title)s (copia)") % {"title": instrument.title[:150]},
        "teacher_kind": instrument.teacher_kind,
        "cycle": instrument.cycle,
        "source": instrument.source,
    }
    form = InstrumentForm(typed(request), by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        copied = form.attempt(
            copy_version, version=version, data=form.instrument(), form_id=form.cleaned_data["form_id"]
        )
        if copied:
            messages.success(request, _("La copia está lista como borrador: cámbiala con calma."))
            return redirect(copied)
    return render(request, "rubrics/instruments/copy.html", {"form": form, "version": version})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def next_draft(request: AuthedRequest, code: str, number: int) -> HttpResponse:
    """The draft of the version that follows; the one that already waits, when there is one."""
    version = managed_version(request, code, number)
    if request.method == "POST":
        try:
            return redirect(next_version(version=version))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(version)
    return render(request, "rubrics/instruments/next.html", {"version": version})


@login_required
@require_safe
def draft(request: AuthedRequest, code: str, number: int) -> HttpResponse:
    """Everything of a draft, which only who keeps it can see: its criteria in order, and what it lacks."""
    version = version_or_404(request, code, number)
    if version.is_frozen:
        return redirect(version)
    criteria = criteria_of(version)
    context = {
        "version": version,
        "criteria": criteria,
        "missing": [_describe(fault) for fault in missing_to_publish(criteria)],
        "may_rename": may_be_renamed(version.instrument),
    }
    return render(request, "rubrics/instruments/draft.html", context)


def _describe(fault: InstrumentFault) -> str:
    return f"{describe_place(fault.place)}: {fault.message()}" if fault.place else fault.message()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: AuthedRequest, code: str, number: int) -> HttpResponse:
    version = draft_or_refused(request, code, number)
    form = AboutForm(typed(request), by=request.user, row=version.instrument)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(edit_instrument, version=version, data=form.instrument())
    ):
        messages.success(request, _("Guardado."))
        return redirect(version)
    context = {"form": form, "version": version, "may_rename": may_be_renamed(version.instrument)}
    return render(request, "rubrics/instruments/about.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: AuthedRequest, code: str, number: int) -> HttpResponse:
    version = draft_or_refused(request, code, number)
    if request.method == "POST":
        try:
            delete_draft(version=version)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("El borrador quedó borrado."))
        return redirect("rubrics:instruments")
    others = InstrumentVersion.objects.filter(instrument=version.instrument_id).exclude(pk=version.pk)
    context = {"version": version, "is_only": not others.exists(), "n": version.criteria.count()}
    return render(request, "rubrics/instruments/delete.html", context)

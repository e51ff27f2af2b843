"""One criterion a page: its texts and levels, its prompts, its place, and taking it out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.form_rows import Rows
from accompaniment.lib.refusals import is_done
from rubrics.instruments.forms.criteria import CriterionForm
from rubrics.instruments.forms.prompts import PromptRows, PromptsForm
from rubrics.instruments.guards import draft_or_refused
from rubrics.instruments.models.criteria import Criterion
from rubrics.instruments.models.versions import InstrumentVersion
from rubrics.instruments.services.criteria import (
    add_criterion,
    delete_criterion,
    edit_criterion,
    move_criterion,
    write_prompts,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def criterion_new(request: AuthedRequest, code: str, number: int) -> HttpResponse:
    version = draft_or_refused(request, code, number)
    form = CriterionForm(typed(request), version=version)
    if _is_sent(request, form):
        values = {"fields": form.field_values(), "levels": form.level_values()}
        criterion = form.attempt(add_criterion, version=version, **values)
        if criterion:
            return _after(request, version, criterion)
    return render(request, "rubrics/instruments/criterion.html", {"form": form, "version": version})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def criterion_edit(request: AuthedRequest, code: str, number: int, criterion_id: int) -> HttpResponse:
    version = draft_or_refused(request, code, number)
    criterion = _criterion_or_404(version, criterion_id)
    form = CriterionForm(typed(request), version=version, criterion=criterion)
    if _is_sent(request, form):
        values = {"fields": form.field_values(), "levels": form.level_values()}
        if form.accepted(edit_criterion, criterion=criterion, **values):
            return _after(request, version, criterion)
    return render(
        request, "rubrics/instruments/criterion.html", {"form": form, "version": version, "criterion": criterion}
    )


def _is_sent(request: AuthedRequest, form: CriterionForm) -> bool:
    """Whether the form is there to be saved: with another scale chosen, its levels are shown first."""
    return request.method == "POST" and not form.was_rescaled and form.is_valid()


def _after(request: AuthedRequest, version: InstrumentVersion, criterion: Criterion) -> HttpResponse:
    messages.success(request, _("Guardado: %(title)s.") % {"title": criterion.short_title})
    if "prompts" in request.POST:
        return redirect("rubrics:prompts", version.instrument.code, version.number, criterion.pk)
    return redirect(version)


def _criterion_or_404(version: InstrumentVersion, criterion_id: int) -> Criterion:
    criteria = version.criteria.select_related("version__instrument").prefetch_related("levels", "prompts")
    return get_visible_or_404(criteria, pk=criterion_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prompts(request: AuthedRequest, code: str, number: int, criterion_id: int) -> HttpResponse:
    version = draft_or_refused(request, code, number)
    criterion = _criterion_or_404(version, criterion_id)
    data = typed(request)
    form = PromptsForm(data, row=criterion)
    rows = _prompt_rows(data, criterion)
    if request.method == "POST" and rows.is_valid():
        if form.accepted(write_prompts, criterion=criterion, prompts=rows.filled()):
            messages.success(request, _("Preguntas guardadas."))
            again = "more" in request.POST
            return redirect(request.path) if again else redirect(version)
        rows = _prompt_rows(form.data, criterion)
    context = {"form": form, "rows": rows, "version": version, "criterion": criterion}
    return render(request, "rubrics/instruments/prompts.html", context)


def _prompt_rows(data: Any, criterion: Criterion) -> Rows:
    return PromptRows(data, initial=_prompts_of(criterion), form_kwargs={"criterion": criterion}, prefix="prompts")


def _prompts_of(criterion: Criterion) -> list[dict[str, Any]]:
    return [{"moment": one.moment, "value": one.value, "text": one.text} for one in criterion.prompts.all()]


@login_required
@require_POST
def move(request: AuthedRequest, code: str, number: int, criterion_id: int) -> HttpResponse:
    version = draft_or_refused(request, code, number)
    criterion = _criterion_or_404(version, criterion_id)
    is_done(request, move_criterion, criterion=criterion, is_up=request.POST.get("to") == "up")
    answer = redirect(version)
    answer["Location"] += f"#criterion-{criterion.pk}"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: AuthedRequest, code: str, number: int, criterion_id: int) -> HttpResponse:
    version = draft_or_refused(request, code, number)
    criterion = _criterion_or_404(version, criterion_id)
    if request.method == "POST":
        if is_done(request, delete_criterion, criterion=criterion):
            messages.success(request, _("El criterio salió del borrador."))
        return redirect(version)
    return render(request, "rubrics/instruments/criterion_delete.html", {"version": version, "criterion": criterion})

"""The version that a visit is scored with: trying one, and moving an open visit to the one that replaced its own."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, get_visible_or_404, require
from accompaniment.lib.drafts import login_required, typed
from rubrics.models import Instrument, InstrumentVersion
from visits.record.forms.scores import ScoreForm
from visits.record.forms.versions import VersionMoveForm
from visits.record.models.visits import Visit
from visits.record.versions import move_to_version, plan_version_move, replacement_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def try_version(request: AuthedRequest, code: str, number: int) -> HttpResponse:
    """The rubric as the visit's form will ask it, with the form's own fields; nothing of it is saved."""
    require(Instrument.readable_by(request.user))
    visible = InstrumentVersion.objects.visible_to(request.user).select_related("instrument")
    version = get_visible_or_404(visible, instrument__code=code, number=number)
    data = request.POST if request.method == "POST" else None
    criteria = list(version.criteria.prefetch_related("levels", "prompts"))
    scores = [ScoreForm(data, criterion=one, prefix=f"score-{one.pk}") for one in criteria]
    checked = [form.is_valid() for form in scores] if data is not None else [False]  # each, so that all errors show
    context = {"version": version, "criteria": criteria, "visit_form": {"scores": scores}, "is_right": all(checked)}
    return render(request, "visits/record/try.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_version(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """What moving an open visit to the version in use would do; then, confirmed, done."""
    visible = Visit.objects.visible_to(request.user).select_related(
        "campaign", "teacher", "post__teacher", "post__institution", "version__instrument"
    )
    visit = get_visible_or_404(visible, pk=visit_id)
    require(visit.editable_by(request.user))
    target = replacement_for(visit)
    if target is None:
        messages.info(request, _("El instrumento de esta visita es el que corresponde: no hay nada que pasar."))
        return redirect("visits:form", visit.pk)
    form = VersionMoveForm(typed(request), revision=visit.revision)
    if request.method == "POST" and form.is_valid():
        try:
            move_to_version(visit=visit, target=target, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form = VersionMoveForm(revision=visit.revision)
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("La visita pasó a la versión en uso. Revisa los niveles que faltan."))
            return redirect("visits:form", visit.pk)
    plan = plan_version_move(visit=visit, target=target)
    return render(request, "visits/record/version.html", {"visit": visit, "plan": plan, "form": form})

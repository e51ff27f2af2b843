"""Planning, closing and cancelling a visit, each with its confirmation."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, get_visible_or_404, require
from accompaniment.models import Assignment

from ..forms.moves import CancelForm, PlanForm
from ..models import Visit
from ..services.moves import cancel_visit, close_visit, missing_to_close, plan_visit
from .recording import WITH_PEOPLE, version_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_plan(request: AuthedRequest, assignment_id: int) -> HttpResponse:
    visible = Assignment.objects.visible_to(request.user).select_related(*WITH_PEOPLE)
    assignment = get_visible_or_404(visible, pk=assignment_id)
    require(assignment.recordable_by(request.user))
    form = PlanForm(request.POST or None, assignment=assignment)
    if request.method == "POST" and form.is_valid():
        visit = plan_visit(assignment=assignment, version=version_for(assignment), **form.cleaned_data)
        messages.success(request, _("La visita quedó programada."))
        return redirect(visit.teacher)
    return render(request, "visits/plan.html", {"form": form, "assignment": assignment})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_close(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    visit = _own_visit(request, visit_id)
    if visit.is_closed:
        return redirect(visit)
    require(visit.editable_by(request.user))
    refusals: list[str] = []
    if request.method == "POST":
        try:
            close_visit(visit=visit)
        except ValidationError as refused:
            refusals = refused.messages
        else:
            messages.success(request, _("Visita cerrada. Ya la pueden leer la persona acompañada y su directora."))
            return redirect(visit)
    context = {"visit": visit, "missing": refusals or missing_to_close(visit)}
    return render(request, "visits/close.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_cancel(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    visit = _own_visit(request, visit_id)
    require(visit.editable_by(request.user))
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cancel_visit(visit=visit, reason=form.cleaned_data["reason"])
        messages.success(request, _("La visita quedó cancelada, con su motivo."))
        return redirect(visit.teacher)
    return render(request, "visits/cancel.html", {"form": form, "visit": visit})


def _own_visit(request: AuthedRequest, visit_id: UUID) -> Visit:
    visible = Visit.objects.visible_to(request.user).select_related("campaign", "teacher", "institution", "version")
    return get_visible_or_404(visible, pk=visit_id)

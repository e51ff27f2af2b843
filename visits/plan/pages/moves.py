"""Planning, preparing, moving to another day and cancelling a visit, each with its confirmation."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, require
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.refusals import is_done
from accompaniment.models import Assignment
from visits.plan.forms import CancelForm, PlanForm, PrepareForm, RescheduleForm
from visits.plan.months import day_of
from visits.plan.moves import (
    cancel_visit,
    plan_next_visit,
    plan_visit,
    prepare_visit,
    reschedule_visit,
    unplan_visit,
    warnings_for,
)
from visits.plan.previous import previous_result
from visits.record.access_log import log_visit_access
from visits.record.finding import WITH_PEOPLE, version_for
from visits.record.forms.header import check_day
from visits.record.models.visits import Visit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_plan(request: AuthedRequest, assignment_id: int) -> HttpResponse:
    visible = Assignment.objects.visible_to(request.user).select_related(*WITH_PEOPLE)
    assignment = get_visible_or_404(visible, pk=assignment_id)
    require(assignment.accompanied_by(request.user))
    month = request.GET.get("month", "")
    form = PlanForm(typed(request), assignment=assignment, day=day_of(request.GET.get("day", "")))
    if request.method == "POST" and form.is_valid():
        try:
            visit = plan_visit(assignment=assignment, version=version_for(assignment), **form.cleaned_data)
        except ValidationError as gone:  # its post was joined to another in this very moment
            form.add_error(None, gone)
        else:
            _warn_without_children(request, visit)
            if month:  # it is shown there, and can be undone
                return redirect(_in_calendar(visit.companion_id, month=month, planned=str(visit.pk)))
            messages.success(request, _("La visita quedó programada."))
            return redirect(visit.teacher)
    back = _in_calendar(assignment.companion_id, month=month) if month else _person_page(assignment)
    return render(request, "visits/plan/plan.html", {"form": form, "assignment": assignment, "back": back})


def _warn_without_children(request: AuthedRequest, visit: Visit) -> None:
    if why := visit.no_children:
        messages.warning(request, _("Ojo: ese día no hay clases (%(why)s). Puedes cambiarla de día.") % {"why": why})


def _person_page(assignment: Assignment) -> str:
    return reverse("visits:teacher", args=[assignment.post.teacher_id])


def _in_calendar(companion_id: int, **query: str) -> str:
    return reverse("visits:calendar", args=[companion_id], query=query)


@login_required
@require_POST
def visit_unplan(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """Undo what was planned a moment ago, as if nobody had."""
    visit = _visible_visit(request, visit_id)
    require(visit.assignment.accompanied_by(request.user))
    if not is_done(request, unplan_visit, visit=visit):
        return redirect(visit)
    messages.success(request, _("La visita salió del calendario."))
    return redirect(_in_calendar(visit.companion_id, month=f"{visit.visited_on:%Y-%m}"))


@login_required
@require_POST
def visit_plan_next(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """Plan the next visit on the day that a closed one agreed: one touch."""
    visit = _visible_visit(request, visit_id)
    require(visit.assignment.accompanied_by(request.user))
    day: date | None = getattr(getattr(visit, "dialogue", None), "next_visit_on", None)
    if day is None or not visit.is_closed:
        raise PermissionDenied(_("Esta visita no acordó una próxima fecha."))
    try:
        check_day(day, visit.assignment)
        planned = plan_next_visit(visit=visit, day=day, version=version_for(visit.assignment))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("visits:plan", visit.assignment_id)
    messages.success(request, _("La visita quedó programada."))
    _warn_without_children(request, planned)
    return redirect(planned)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_prepare(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """What the previous visit left, and the purpose of this one, agreed with the teacher."""
    visit = _own_ahead(request, visit_id)
    previous = previous_result(visit, by=request.user)
    form = PrepareForm(typed(request), visit=visit, proposed=previous.purpose())
    if request.method == "POST" and form.is_valid():
        agreed = {name: value for name, value in form.cleaned_data.items() if name != "purpose_agreed"}
        if form.accepted(prepare_visit, visit=visit, **agreed):
            messages.success(request, _("La visita quedó preparada."))
            return redirect(visit)
    if previous.visit:
        log_visit_access(by=request.user, visit=previous.visit)
    return render(request, "visits/plan/prepare.html", {"form": form, "visit": visit, "previous": previous})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_reschedule(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """Move a visit to another day; a holiday, a weekend or a full day is said once, and may be meant."""
    visit = _visible_visit(request, visit_id)
    require(visit.movable_by(request.user))
    form = RescheduleForm(typed(request), visit=visit, to_day=request.GET.get("to_day", ""))
    origin = _origin(request, visit)
    warnings: list[str] = []
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["to_day"] == visit.visited_on:
            messages.info(request, _("La visita ya es ese día: no cambió nada."))
            return redirect(origin)
        warnings = [] if form.was_warned else warnings_for(visit=visit, day=form.cleaned_data["to_day"])
        if not warnings:
            if is_done(request, reschedule_visit, visit=visit, by=request.user, **form.cleaned_data):
                messages.success(request, _("La visita cambió de día. El motivo queda anotado."))
            return redirect(origin)
    context = {"form": form, "visit": visit, "warnings": warnings, "origin": origin}
    return render(request, "visits/plan/reschedule.html", context)


def _origin(request: AuthedRequest, visit: Visit) -> str:
    """Where the form was opened: a month of the calendar, as `?month=2027-04` says, or else the visit's page."""
    if month := request.GET.get("month"):
        return _in_calendar(visit.companion_id, month=month)
    return visit.get_absolute_url()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_move(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """Lead from the address of the calendar's former form, which asked for no cause, to the one that does."""
    query = request.GET.copy()
    if day := request.POST.get("day"):
        query["to_day"] = day
        messages.error(request, _("Elige el motivo."))
    return redirect(reverse("visits:reschedule", args=[visit_id], query=query))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_cancel(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    visit = _visible_visit(request, visit_id)
    if visit.status == Visit.Status.CANCELLED and request.method == "POST":
        return redirect(visit)  # the same click twice
    require(visit.cancellable_by(request.user))
    form = CancelForm(typed(request))
    if request.method == "POST" and form.is_valid():
        cause, detail = form.cleaned_data["cause"], form.cleaned_data["detail"]
        if not is_done(request, cancel_visit, visit=visit, cause=cause, reason=detail):
            return redirect(visit)
        messages.success(request, _("La visita quedó cancelada, con su motivo."))
        return redirect(visit.teacher if visit.opens_person_to(request.user) else visit)
    return render(request, "visits/plan/cancel.html", {"form": form, "visit": visit})


def _visible_visit(request: AuthedRequest, visit_id: UUID) -> Visit:
    visible = Visit.objects.visible_to(request.user).select_related(
        "campaign",
        "teacher",
        "institution",
        "companion__user",
        "version__instrument",
        "dialogue",
        *(f"assignment__{name}" for name in WITH_PEOPLE),
    )
    return get_visible_or_404(visible, pk=visit_id)


def _own_ahead(request: AuthedRequest, visit_id: UUID) -> Visit:
    """A visit that the user makes and that has not begun yet."""
    visit = _visible_visit(request, visit_id)
    require(visit.editable_by(request.user))
    if visit.status not in Visit.AHEAD:
        deny(_("Esta visita ya empezó: se sigue en su formulario."))
    return visit

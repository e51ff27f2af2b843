"""Pages of alerts: what to do today, what was seen, what was done; and the protocol that a UGEL checks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.access import Allowed, AuthedRequest, Denied, Reach, deny, get_visible_or_404, reach_of, require
from accompaniment.access.guards import managed_or_refused
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.lib.text import whole_number
from accompaniment.models import AccessLogEntry, Assignment, Campaign, Ugel, User
from visits.calibration.models import PairedObservation
from visits.record.models.visits import Visit

from .forms import AlertNoteForm, DatedAlertForm, ProtocolForm, StepForm
from .models import Alert, AlertQuerySet, AlertStep
from .protocols import Protocol, check_protocol, protocol_of, protocols_of
from .services import add_note, answer_step, raise_alert

PAGE = 25
WITH_PLACE = ("institution", "ugel", "teacher", "raised_by", "visit", "criterion", "campaign")


# --- Reading -----------------------------------------------------------------------------------------------------
@login_required
@require_safe
def alert_list(request: AuthedRequest) -> HttpResponse:
    """Those that the user raised or answers for, open or answered, or all of a campaign; not what happened."""
    visible = Alert.objects.visible_to(request.user)
    if not (_may_have_any(reach_of(request.user)) or visible.exists()):
        deny(_("Las marcas las leen quienes las ponen y quienes deben actuar."))
    shows_ended = request.GET.get("state") == "ended"
    asked = whole_number(request.GET.get("campaign", "")) or 0
    campaign = Campaign.objects.visible_to(request.user).filter(pk=asked).first()
    of_state = visible.done() if shows_ended else visible.open()
    listed = visible.filter(campaign=campaign) if campaign else of_state
    page = page_of(request, listed, size=PAGE, annotate=_for_list)
    ugels = Ugel.objects.safeguarded_by(request.user)
    context = {"page": page, "shows_ended": shows_ended, "campaign": campaign, "ugels": ugels}
    return render(request, "visits/alerts/list.html", context)


def _may_have_any(reach: Reach) -> bool:
    return reach.is_companion or reach.is_specialist or reach.is_director or reach.is_safeguarding


def _for_list(alerts: AlertQuerySet) -> AlertQuerySet:
    return alerts.select_related("institution", "raised_by").with_next_due()


@login_required
@require_safe
def alert_detail(request: AuthedRequest, alert_id: UUID) -> HttpResponse:
    alert = _visible(request, alert_id)
    return _page(request, alert, AlertNoteForm(typed(request, at=reverse("visits:alert_note", args=[alert.pk]))))


def _page(request: AuthedRequest, alert: Alert, note_form: AlertNoteForm) -> HttpResponse:
    _log(request.user, alert)
    context = {
        "alert": alert,
        "protocol": protocol_of(alert.ugel_id, alert.kind),
        "steps": alert.steps.select_related("answered_by"),
        "notices": alert.notices.select_related("user"),
        "notes": alert.notes.select_related("by"),
        "may_answer": Alert.objects.answered_by(request.user).filter(pk=alert.pk).exists(),
        "is_author": alert.raised_by_id == request.user.pk,
        "opens_visit": alert.visit is not None
        and Visit.objects.visible_to(request.user).filter(pk=alert.visit.pk).exists(),
        "form": note_form,
    }
    return render(request, "visits/alerts/detail.html", context)


def _log(user: User, alert: Alert) -> None:
    """Without the person whom it is about: the person reads that log, and may be the one concerned."""
    log_access(by=user, what=AccessLogEntry.What.ALERT, institution=alert.institution, object_id=alert.pk)


def _visible(request: AuthedRequest, alert_id: UUID) -> Alert:
    return get_visible_or_404(Alert.objects.visible_to(request.user).select_related(*WITH_PLACE), pk=alert_id)


# --- Saying what was done ----------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def alert_step(request: AuthedRequest, step_id: int) -> HttpResponse:
    """For those who must act: whoever only raised the alert adds a note, and can't put it out of their sight."""
    visible = AlertStep.objects.filter(alert__in=Alert.objects.answered_by(request.user))
    step = get_visible_or_404(visible.select_related(*(f"alert__{name}" for name in WITH_PLACE)), pk=step_id)
    form = StepForm(typed(request), row=step)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and form.accepted(answer_step, step=step, by=request.user, **form.cleaned_data):
        messages.success(request, _("Anotado."))
        return redirect(step.alert)
    _log(request.user, step.alert)
    return render(request, "visits/alerts/step.html", {"step": step, "alert": step.alert, "form": form})


@login_required
@require_POST
def alert_note(request: AuthedRequest, alert_id: UUID) -> HttpResponse:
    alert = _visible(request, alert_id)
    form = AlertNoteForm(request.POST)
    if not form.is_valid():
        return _page(request, alert, form)
    add_note(alert=alert, by=request.user, note_id=form.cleaned_data["note_id"], text=form.cleaned_data["text"])
    messages.success(request, _("Agregado."))
    return redirect(f"{alert.get_absolute_url()}#notes")


# --- Raising one beside the form of a visit ----------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def alert_new(request: AuthedRequest, assignment_id: int) -> HttpResponse:
    """Of somebody whom the user accompanies or accompanied, without a visit."""
    visible = Assignment.objects.visible_to(request.user).select_related(
        "companion", "campaign", "post__teacher", "post__institution"
    )
    assignment = get_visible_or_404(visible, pk=assignment_id)
    if assignment.companion.user_id != request.user.pk:
        deny(_("Esta página es de la acompañante. Si viste algo grave, avisa hoy mismo a la UGEL."))
    return _raise(request, assignment, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def alert_new_of_visit(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """Of what the companion or the second observer saw in a visit, whatever its state."""
    visit = _observed(request.user, visit_id)
    require(_may_raise(visit, request.user))
    return _raise(request, visit.assignment, visit)


def _observed(user: User, visit_id: UUID) -> Visit:
    """A visit that the user may read, or was asked to observe: then its levels are hidden, and alerts are not."""
    paired = PairedObservation.objects.addressed_to(user).standing().filter(visit=visit_id)
    visits = Visit.objects.all() if paired.exists() else Visit.objects.visible_to(user)
    whole = visits.select_related(
        "assignment__campaign", "assignment__post__teacher", "assignment__post__institution", "institution", "teacher"
    )
    return get_visible_or_404(whole, pk=visit_id)


def _may_raise(visit: Visit, user: User) -> Allowed | Denied:
    observes = PairedObservation.objects.addressed_to(user).standing().filter(visit=visit).exists()
    if observes or visit.is_written_by(user):
        return Allowed()
    return Denied(_("La marca la pone quien hizo u observó la visita. Si viste algo grave, avisa hoy mismo a la UGEL."))


def _raise(request: AuthedRequest, assignment: Assignment, visit: Visit | None) -> HttpResponse:
    form = DatedAlertForm(typed(request), initial={"happened_on": visit.visited_on if visit else None})
    if request.method == "POST" and form.is_valid():
        said = form.record(form.cleaned_data["happened_on"])
        alert = form.attempt(raise_alert, by=request.user, assignment=assignment, visit=visit, said=said)
        if alert:
            messages.success(request, _("Avisado. Esto es lo que toca hacer hoy."))
            return redirect(alert)
    post, above = assignment.post, visit or assignment.post.teacher
    context = {"form": form, "teacher": post.teacher, "place": post.institution, "above": above}
    return render(request, "visits/alerts/new.html", context)


# --- The protocol of a UGEL --------------------------------------------------------------------------------------
@login_required
@require_safe
def protocol_list(request: AuthedRequest, ugel_id: int) -> HttpResponse:
    ugel = _kept(request, ugel_id)
    return render(request, "visits/alerts/protocols.html", {"ugel": ugel, "protocols": _named(protocols_of(ugel))})


def _named(protocols: list[Protocol]) -> list[tuple[Protocol, Any]]:
    labels = dict(Alert.Kind.choices)
    return [(protocol, labels[protocol.kind]) for protocol in protocols]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def protocol_edit(request: AuthedRequest, ugel_id: int, kind: str) -> HttpResponse:
    ugel = _kept(request, ugel_id)
    if kind not in Alert.Kind.values:
        raise Http404
    form = ProtocolForm(typed(request), row=ugel, protocol=protocol_of(ugel, kind))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and form.accepted(check_protocol, ugel=ugel, kind=kind, steps=form.steps(), by=request.user):
        messages.success(request, _("Guardado. Vale para las marcas que lleguen desde ahora."))
        return redirect("visits:alert_protocols", ugel.pk)
    context = {"ugel": ugel, "protocol": form.protocol, "label": Alert.Kind(kind).label, "form": form}
    return render(request, "visits/alerts/protocol.html", context)


def _kept(request: AuthedRequest, ugel_id: int) -> Ugel:
    """The UGEL, for whoever keeps it or answers for its alerts."""
    own = Ugel.objects.safeguarded_by(request.user)
    return own.filter(pk=ugel_id).first() or managed_or_refused(Ugel.objects.visible_to(request.user), own, pk=ugel_id)

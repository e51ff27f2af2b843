"""Closing a visit and agreeing with it: on the companion's device, or later from the person's own account."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accompaniment.access import AuthedRequest, get_visible_or_404, require
from accompaniment.accounts.pins.services import check_pin
from accompaniment.lib.drafts import login_required, typed
from visits.closing.answering import answer_conformity, answerable_by
from visits.closing.confirmations import (
    Signature,
    acknowledge_visit,
    acknowledgeable_by,
    close_and_confirm,
    confirm_accompanied,
    signable_by,
)
from visits.closing.forms import DRAWN, LATER, PIN, AcknowledgeForm, AnswerForm, ConfirmationForm
from visits.closing.missing import Missing, has_dialogue
from visits.closing.models import Confirmation
from visits.closing.services import missing_to_close
from visits.commitments.standings import as_stored, standings_of
from visits.record.finding import received_contents
from visits.record.models.visits import Conformity, Visit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_close(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """What is missing, or what was written to be read together, confirmed and frozen."""
    visit = _visible(request, visit_id)
    if visit.is_closed:  # a second click, or another tab: what it brings is not lost, and closes nothing twice
        return _sign(request, visit) if request.method == "POST" else redirect(visit)
    require(visit.editable_by(request.user))
    form = ConfirmationForm(typed(request), person=visit.teacher)
    missing = missing_to_close(visit)
    if request.method == "POST" and not missing and _is_confirmed(form, visit):
        try:
            close_and_confirm(
                visit=visit,
                by=request.user,
                own_drawing=form.cleaned_data["own_drawing"],
                accompanied=_signature(form, visit),
            )
        except ValidationError as refused:
            visit.refresh_from_db()
            if visit.is_closed:
                return _sign(request, visit)
            missing = missing_to_close(visit) or [Missing(said) for said in refused.messages]
        else:
            return _closed(request, visit)
    context = {"visit": visit, "missing": missing, "form": form, "received": received_contents(visit, request.user)}
    context["has_dialogue"] = has_dialogue(visit)
    context["is_compared"] = bool(missing) and visit.submissions.waiting().exists()
    context["commitments"] = [as_stored(commitment) for commitment in visit.commitments.all()]
    return render(request, "visits/closing/close.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_sign(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """The accompanied person signs a closed visit on the companion's device, another day."""
    return _sign(request, _visible(request, visit_id))


@login_required
@require_POST
def visit_acknowledge(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    visit = _visible(request, visit_id)
    require(acknowledgeable_by(visit, request.user))
    form = AcknowledgeForm(typed(request))
    if not form.is_valid():
        return render(request, "visits/closing/acknowledge.html", {"visit": visit, "form": form})
    try:
        acknowledge_visit(visit=visit, by=request.user, **form.cleaned_data)
    except ValidationError as corrected:
        messages.error(request, " ".join(corrected.messages))
    else:
        messages.success(request, _thanks(form.cleaned_data["verdict"]))
    return redirect(visit)


def _thanks(verdict: str) -> str:
    if verdict == Conformity.DISAGREES:
        return _("Gracias. Quedó registrado que no estás conforme: tu acompañante tiene que responderte.")
    return _("Gracias. Quedó registrada tu conformidad.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_answer(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """The companion answers what the accompanied person said of the visit."""
    visit = _visible(request, visit_id)
    require(answerable_by(visit, request.user))
    form = AnswerForm(typed(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(answer_conformity, visit=visit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Tu respuesta quedó junto a lo que dijo."))
        return redirect(visit)
    said = visit.confirmations.filter(side=Confirmation.Side.ACCOMPANIED, revision=visit.revision).first()
    return render(request, "visits/closing/answer.html", {"visit": visit, "form": form, "said": said})


def _visible(request: AuthedRequest, visit_id: UUID) -> Visit:
    whole = Visit.objects.visible_to(request.user).with_record().select_related("teacher__user")
    return get_visible_or_404(whole.prefetch_related("version__criteria"), pk=visit_id)


def _sign(request: AuthedRequest, visit: Visit) -> HttpResponse:
    require(signable_by(visit, request.user))
    form = ConfirmationForm(typed(request), person=visit.teacher)
    if visit.status == Visit.Status.ACKNOWLEDGED or visit.conformity:
        return redirect(visit)
    if request.method == "POST" and _is_confirmed(form, visit):
        if signature := _signature(form, visit):
            confirm_accompanied(visit=visit, signature=signature)
            messages.success(request, _told(visit))
        return redirect(visit)
    agreed = visit.commitments.select_related("criterion", "teacher").with_hidden_verdicts(request.user)
    commitments = standings_of(agreed, by=request.user)
    return render(request, "visits/closing/sign.html", {"visit": visit, "form": form, "commitments": commitments})


def _is_confirmed(form: ConfirmationForm, visit: Visit) -> bool:
    """Whether the form is right and, where a PIN was typed, it is the person's; a wrong PIN counts as a try."""
    if not form.is_valid():
        return False
    if form.cleaned_data["means"] != PIN:
        return True
    return form.accepted(check_pin, user=visit.teacher.user, pin=form.cleaned_data["pin"])


def _signature(form: ConfirmationForm, visit: Visit) -> Signature | None:
    given = form.cleaned_data
    said = {"verdict": given["verdict"], "remark": given["remark"]}
    if given["means"] == LATER:
        return None
    if given["means"] == DRAWN:
        return Signature(DRAWN, given["drawing"], **said)
    return Signature(PIN, account=visit.teacher.user, **said)


def _told(visit: Visit) -> str:
    if visit.conformity == Conformity.DISAGREES:
        return _("Quedó registrado que no está conforme. Respóndele cuando puedas.")
    return _("Quedó confirmada por las dos.")


def _closed(request: AuthedRequest, visit: Visit) -> HttpResponse:
    both = visit.status == Visit.Status.ACKNOWLEDGED
    text = _("Visita cerrada y confirmada por las dos.") if both else _("Visita cerrada.")
    if visit.conformity == Conformity.DISAGREES:
        text = f"{text} {_told(visit)}"
    messages.success(request, f"{text} {_('Ya la pueden leer ella y quienes responden por su servicio.')}")
    return redirect("visits:closed", visit.pk)

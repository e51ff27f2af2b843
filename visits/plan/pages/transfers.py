"""Handing people over to another companion: choose, look at what would happen, confirm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.access.guards import require_specialist
from accompaniment.lib.drafts import login_required, typed
from accompaniment.models import Companion
from accompaniment.people.marked import marked_people
from visits.plan.endings import hand_on
from visits.plan.forms import HandOnForm, TransferForm
from visits.plan.transfers import Transfer, plan_transfer, transfer, transferable
from visits.record.models.visits import Visit


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def companion_transfer(request: AuthedRequest, companion_id: int) -> HttpResponse:
    """Hand over the people of one companion."""
    require_specialist(request.user)
    companions = Companion.objects.managed_by(request.user).select_related("user", "ugel")
    giver = get_visible_or_404(companions, pk=companion_id)
    receivers = companions.filter(ugel=giver.ugel).exclude(user=giver.user).not_ended().with_workload()
    people = transferable(companions.filter(pk=giver.pk))
    form = TransferForm(typed(request), receivers=receivers, people=people)
    ending = giver.assignments.filter(campaign__closed_at=None)
    return _transfer_page(request, form, back="companions", giver=giver, has_people=people.exists(), ending=ending)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people_transfer(request: AuthedRequest) -> HttpResponse:
    """Hand over the people ticked on the list (`?people=`), whoever accompanies them."""
    require_specialist(request.user)
    marked = list(marked_people(request.user, request.GET.getlist("people")))
    if not marked:
        messages.info(request, _("Primero marca en la lista a quiénes vas a pasar a otra acompañante."))
        return redirect("teachers")
    companions = Companion.objects.managed_by(request.user).select_related("user", "ugel")
    people = transferable(companions).filter(post__teacher__in=marked)
    form = TransferForm(typed(request), receivers=companions.not_ended().with_workload(), people=people)
    accompanied = {assignment.post.teacher_id for assignment in people}
    alone = [teacher for teacher in marked if teacher.pk not in accompanied]
    return _transfer_page(request, form, back="teachers", alone=alone, has_people=bool(accompanied))


def _transfer_page(request: AuthedRequest, form: TransferForm, *, back: str, **context: Any) -> HttpResponse:
    """Show what was chosen would do; once it is confirmed, do it and go back."""
    plan: Transfer | None = None
    if request.method == "POST" and form.is_valid():
        chosen = {**form.cleaned_data, "assignments": list(form.cleaned_data["assignments"])}
        if "confirm" not in request.POST:
            plan = form.attempt(plan_transfer, **chosen)
        elif given := form.attempt(transfer, **chosen):
            text = ngettext("%(n)d persona pasa a %(receiver)s.", "%(n)d personas pasan a %(receiver)s.", len(given))
            messages.success(request, text % {"n": len(given), "receiver": chosen["receiver"]})
            return redirect(back)
    context |= {"form": form, "plan": plan, "back": reverse(back)}
    return render(request, "visits/plan/transfer.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_hand_on(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    """Choose who finishes a visit in progress, of which the specialist sees only whose it is and when."""
    require_specialist(request.user)
    drafts = Visit.objects.drafts_led_by(request.user)
    visit = get_visible_or_404(drafts.select_related("teacher", "companion__user", "handed_to__user"), pk=visit_id)
    writer = visit.handed_to or visit.companion
    receivers = Companion.objects.filter(ugel=visit.ugel_id).in_force().exclude(user=writer.user)
    form = HandOnForm(typed(request), receivers=receivers.select_related("user"))
    if request.method == "POST" and form.is_valid() and form.accepted(_hand_on, visit=visit, **form.cleaned_data):
        messages.success(request, _("%(name)s ya la tiene en su página.") % {"name": form.cleaned_data["receiver"]})
        return redirect("visits:transfer", visit.companion_id)
    context = {"visit": visit, "form": form, "person": visit.teacher, "companion": visit.companion}
    return render(request, "visits/plan/hand_on.html", context)


def _hand_on(*, visit: Visit, receiver: Companion) -> bool:
    hand_on(visit=visit, receiver=receiver)
    return True

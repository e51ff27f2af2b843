"""Handing over a companion's people: choose, look at what would happen, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.access.guards import require_specialist
from accompaniment.models import Companion
from visits.plan.forms import TransferForm
from visits.plan.transfers import Transfer, plan_transfer, transfer, transferable


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def companion_transfer(request: AuthedRequest, companion_id: int) -> HttpResponse:
    require_specialist(request.user)
    companions = Companion.objects.managed_by(request.user).select_related("user", "ugel")
    giver = get_visible_or_404(companions, pk=companion_id)
    receivers = companions.filter(ugel=giver.ugel).exclude(user=giver.user).not_ended().with_workload()
    people = transferable(giver)
    form = TransferForm(request.POST or None, receivers=receivers, people=people)
    plan: Transfer | None = None
    if request.method == "POST" and form.is_valid():
        chosen = {**form.cleaned_data, "assignments": list(form.cleaned_data["assignments"])}
        if "confirm" not in request.POST:
            plan = form.attempt(plan_transfer, giver=giver, **chosen)
        elif given := form.attempt(transfer, **chosen):
            text = ngettext("%(n)d persona pasa a %(receiver)s.", "%(n)d personas pasan a %(receiver)s.", len(given))
            messages.success(request, text % {"n": len(given), "receiver": chosen["receiver"]})
            return redirect("companions")
    context = {"giver": giver, "form": form, "has_people": people.exists(), "plan": plan}
    return render(request, "visits/plan/transfer.html", context)

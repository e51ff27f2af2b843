"""Printed slips: a code each for the people ticked on the list, on one sheet that is shown once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access import AuthedRequest, require
from ..forms.slips import chosen_people
from ..models import User
from ..services.accounts import give_slips_to_people, may_hand_link
from ..services.entry import GivenSlip, give_slips
from .guards import require_specialist


@login_required
@require_http_methods(["GET", "POST"])
def slips(request: AuthedRequest) -> HttpResponse:
    """Say for whom the slips will be; on POST, make them and show the sheet."""
    require_specialist(request.user)
    sent = request.POST if request.method == "POST" else request.GET
    people = list(chosen_people(request.user, sent.getlist("people")))
    if not people:
        messages.info(request, _("Primero marca en la lista a quiénes les darás una papeleta."))
        return redirect("teachers")
    if request.method == "POST":
        given, refused = give_slips_to_people(by=request.user, people=people)
        return sheet(request, given, refused=refused, back=reverse("teachers"))
    context = {"people": people, "days": settings.SLIP_DAYS, "back": reverse("teachers")}
    return render(request, "accompaniment/slips_confirm.html", context)


def hand_over_slip(request: AuthedRequest, *, account: User, back: str) -> HttpResponse:
    require(may_hand_link(request.user, account))
    return sheet(request, give_slips(by=request.user, accounts=[account]), back=back)


def sheet(
    request: AuthedRequest, given: list[GivenSlip], *, back: str, refused: Iterable[tuple[Any, str]] = ()
) -> HttpResponse:
    """Show the codes as the answer itself: they are kept in no message, no session and no cache."""
    address = request.build_absolute_uri(reverse("account_login"))
    picture = segno.make(address, micro=False).svg_inline(scale=2, border=1, svgclass=None, lineclass=None)
    context = {
        "slips": given,
        "refused": list(refused),
        "address": request.get_host(),
        "picture": mark_safe(picture),  # noqa: S308 : drawn here, from an address of ours
        "back": back,
    }
    response = render(request, "accompaniment/slips.html", context)
    response["Cache-Control"] = "no-store"
    return response

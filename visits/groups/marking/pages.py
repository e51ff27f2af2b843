"""Attendance that people mark themselves, and the sheet that they sign on paper."""

from __future__ import annotations

from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of, require
from accompaniment.accounts.pins.services import check_pin
from accompaniment.lib.drafts import login_required, typed
from visits.groups.guards import writable_session
from visits.groups.models import Attendance, GroupSession

from .forms import PinForm, SheetForm
from .services import (
    code_of,
    is_code_of,
    is_marked_now,
    is_ticket_for,
    mark_own,
    on_paper,
    ticket_for,
    type_sheet_in,
)

ANEW = 25  # seconds: whoever scans has at least half a minute
BLANK_ROWS = 8  # for whoever comes without having been called


@login_required
@require_safe
def session_code(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """The code for the wall, another one every few seconds."""
    session = writable_session(request, session_id)
    require(is_marked_now(session))
    url = settings.SITE_URL + reverse("visits:session_mark", args=[session.pk, code_of(session)])
    picture = segno.make(url, micro=False).svg_inline(scale=6, border=2, svgclass=None, lineclass=None)
    came = session.attendances.filter(status=Attendance.Status.ATTENDED).count()
    context = {
        "session": session,
        "picture": mark_safe(picture),  # noqa: S308 : drawn here, from an address of ours
        "came": came,
        "called": session.attendances.count(),
    }
    answer = render(request, "visits/groups/code.html", context)
    answer["Refresh"] = str(ANEW)
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_mark(request: AuthedRequest, session_id: UUID, code: str) -> HttpResponse:
    """Where the code on the wall leads: whoever scanned it says that she is there.

    Whoever has a code that is good stands before it: she is told why she cannot be marked, though she be not called.
    """
    session = get_object_or_404(GroupSession.objects.select_related("campaign"), pk=session_id)
    scanned = is_code_of(session, code) or is_ticket_for(session, request.user, request.POST.get("ticket", ""))
    if not scanned:
        get_visible_or_404(GroupSession.objects.visible_to(request.user), pk=session_id)
        deny(_("Ese código ya cambió: escanea el que se ve ahora."))
    require(is_marked_now(session))
    own = session.attendances.filter(teacher__in=reach_of(request.user).own_records).first()
    if own is None:
        deny(_("No estás en la lista de esta reunión. Pide a quien la conduce que te agregue y escanea otra vez."))
    is_there = own.status == Attendance.Status.ATTENDED
    if request.method == "POST" or is_there:
        if not is_there:
            mark_own(session=session, attendance=own, by=request.user, how=Attendance.Means.PHONE)
        messages.success(request, _("Ya estabas marcada.") if is_there else _("Quedó marcado que asististe."))
        return redirect(session)
    context = {"session": session, "ticket": ticket_for(session, request.user)}
    return render(request, "visits/groups/mark.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_pin(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """The leader's phone goes round: each says who she is and writes her PIN."""
    session = writable_session(request, session_id)
    require(is_marked_now(session))
    form = PinForm(typed(request), session=session)
    if request.method == "POST" and form.is_valid() and _is_marked(form, session):
        messages.success(request, _("Quedó marcado que asististe. Pasa el teléfono."))
        return redirect("visits:session_pin", session.pk)
    context = {"form": form, "session": session, "anybody": form.people.exists()}
    return render(request, "visits/groups/pin.html", context)


def _is_marked(form: PinForm, session: GroupSession) -> bool:
    """Whether the PIN is the person's, and she is marked by it; a wrong one counts as a try."""
    teacher = form.cleaned_data["teacher"]
    if not form.accepted(check_pin, user=teacher.user, pin=form.cleaned_data["pin"]):
        return False
    attendance = session.attendances.get(teacher=teacher)
    means = {"by": teacher.user, "how": Attendance.Means.PIN}
    return form.accepted(mark_own, session=session, attendance=attendance, **means)


@login_required
@require_safe
def session_sheet(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """The sheet to sign on paper, with the number of each row."""
    session = writable_session(request, session_id)
    rows = on_paper(session)
    blank = range(len(rows) + 1, len(rows) + 1 + BLANK_ROWS)
    return render(request, "visits/groups/sheet.html", {"session": session, "rows": rows, "blank": blank})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_paper(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """Type in the sheet that was signed: a touch for each row."""
    session = writable_session(request, session_id)
    form = SheetForm(typed(request), session=session)
    if request.method == "POST" and form.is_valid():
        signed = set(form.cleaned_data["signed"])
        if form.accepted(type_sheet_in, session=session, by=request.user, signed=signed):
            messages.success(request, _("La hoja quedó pasada."))
            return redirect(session)
    return render(request, "visits/groups/paper.html", {"form": form, "session": session})

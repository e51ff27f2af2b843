"""Group sessions as they are held: who came, what was agreed, who commits to what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest, get_visible_or_404, require
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.refusals import is_done
from accompaniment.models import AccessLogEntry
from visits.commitments.models import Commitment
from visits.groups.earlier.services import how_many_blank
from visits.groups.forms import AgreementForm, RecordForm
from visits.groups.guards import criteria_for, writable_session
from visits.groups.marking.services import is_marked_now
from visits.groups.services import agree, record_session, take_back


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_record(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    session = writable_session(request, session_id)
    form = RecordForm(typed(request), row=session)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(
            record_session,
            session=session,
            by=request.user,
            agreements=form.cleaned_data["agreements"],
            marks=form.marks(),
            notes=form.notes(),
        )
    ):
        messages.success(request, _("La asistencia y los acuerdos quedaron guardados."))
        return redirect(session)
    context = {
        "form": form,
        "session": session,
        "blank": how_many_blank(session, by=request.user),
        "marked_now": is_marked_now(session),
    }
    return render(request, "visits/groups/record.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_agree(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    session = writable_session(request, session_id)
    form = AgreementForm(typed(request), session=session, criteria=criteria_for(request.user))
    if request.method == "POST" and form.is_valid():
        n = form.attempt(agree, session=session, teachers=form.cleaned_data["teachers"], agreement=form.agreement())
        if n is not None:
            said = ngettext(
                "%(n)d persona se comprometió: su próxima visita lo pregunta.",
                "%(n)d personas se comprometieron: la próxima visita de cada una lo pregunta.",
                n,
            )
            messages.success(request, said % {"n": n})
            return redirect(session)
    return render(request, "visits/groups/agree.html", {"form": form, "session": session})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_take_back(request: AuthedRequest, commitment_id: UUID) -> HttpResponse:
    """Say which commitment of whom goes; on POST, delete it."""
    commitments = Commitment.objects.visible_to(request.user).filter(session__isnull=False)
    commitment = get_visible_or_404(commitments.select_related("session__campaign", "teacher"), pk=commitment_id)
    assert commitment.session  # noqa: S101 : filtered above
    require(commitment.session.writable_by(request.user))
    if request.method != "POST":
        log_access(by=request.user, what=AccessLogEntry.What.PERSON, teacher=commitment.teacher)
        return render(request, "visits/groups/take_back.html", {"commitment": commitment})
    if is_done(request, take_back, commitment=commitment):
        messages.success(request, _("El compromiso de %(who)s quedó borrado.") % {"who": commitment.teacher})
    return redirect(commitment.session)

"""Two versions of a visit, sent from two windows or two devices: their author decides."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access import Allowed, AuthedRequest, Denied, require
from accompaniment.lib.drafts import as_posted, login_required
from accompaniment.lib.text import whole_number
from accompaniment.submissions.receiving import Received, Refused
from visits.record.conflicts import differences
from visits.record.finding import known_visit, open_known, received_contents
from visits.record.forms.posted import visit_form_of
from visits.record.forms.visit_form import VisitForm
from visits.record.models.submissions import Submission
from visits.record.models.visits import Visit
from visits.record.receive import apply_conflict, discard
from visits.record.versions import in_version


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_conflict(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Both sides of an edit made on an older revision; its author decides which one stays."""
    visit = known_visit(request.user, visit_id)
    require(_may_settle(visit, request))
    submission = _waiting(visit, request)
    if submission is None:
        return redirect(visit)
    sent = in_version(submission.payload, visit.version)
    visit_form = visit_form_of(open_known(request.user, visit), as_posted(sent))
    if request.method == "POST" and _settle(request, visit, submission, visit_form):
        return redirect("visits:conflict", visit.pk)
    rows = differences(visit, sent, visit_form.labels())
    context = {"visit": visit, "submission": submission, "rows": rows}
    context["received"] = received_contents(visit, request.user)
    return render(request, "visits/record/conflict.html", context)


def _waiting(visit: Visit, request: AuthedRequest) -> Submission | None:
    """The first submission that this revision left behind: in conflict, or still incomplete when another one came."""
    behind = Q(outcome=Submission.Outcome.CONFLICT) | Q(
        outcome=Submission.Outcome.HELD, base_revision__lt=visit.revision
    )
    return visit.submissions.of_writer(request.user).filter(behind).order_by("received_at").first()


def _may_settle(visit: Visit, request: AuthedRequest) -> Allowed | Denied:
    if visit.submissions.of_writer(request.user).exists():
        return Allowed()
    return Denied(_("Solo quien escribió las dos versiones decide cuál queda."))


def _settle(request: AuthedRequest, visit: Visit, submission: Submission, visit_form: VisitForm) -> bool:
    """Do what the author chose; False when it could not be done and the page says why."""
    if request.POST.get("keep") != "sent":
        discard(submission=submission)
        messages.success(request, _("Se queda lo que ya estaba guardado."))
        return True
    revision = whole_number(request.POST.get("revision", ""))
    if revision is None or not (visit.editable_by(request.user) and visit_form.is_valid()):
        messages.error(request, _("Lo que enviaste ya no se puede guardar: la visita se cerró o cambió."))
        return False
    outcome = apply_conflict(conflict=submission, revision=revision, by=request.user, record=visit_form.record())
    if isinstance(outcome, Received):
        messages.success(request, _("Quedó lo que enviaste. Lo anterior sigue en el historial."))
        return True
    changed = _("La visita cambió otra vez mientras decidías. Compara de nuevo.")
    messages.error(request, outcome.reason if isinstance(outcome, Refused) else changed)
    return False

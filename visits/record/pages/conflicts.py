"""Two versions of a visit, from two windows or devices, or an earlier one brought back: their author decides."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, Denied, require
from accompaniment.lib.drafts import as_posted, login_required
from accompaniment.models import User
from accompaniment.submissions.receiving import NewSubmission, Received, Refused
from visits.record.finding import content_digest, known_visit, may_compare, open_known, received_contents, version_of
from visits.record.forms.choosing import ChoosingForm
from visits.record.forms.comparing import Comparison
from visits.record.forms.posted import visit_form_of
from visits.record.models.submissions import Submission
from visits.record.models.visits import Visit
from visits.record.receive import apply_version, discard, hold_version
from visits.record.record import OpenedVisit
from visits.record.versions import in_version


@login_required
@require_safe
def visit_conflict(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    """The first version that waits beside what is saved; once none does, the visit."""
    visit = known_visit(request.user, visit_id)
    require(may_compare(visit, request.user))
    waiting = visit.submissions.of_writer(request.user).waiting().select_related("author").first()
    return _compare(request, visit, waiting) if waiting else redirect(visit)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_compare(request: AuthedRequest, visit_id: uuid.UUID, submission_id: uuid.UUID) -> HttpResponse:
    """One version, waiting or not, beside what is saved: what is chosen of both becomes a new revision."""
    visit = known_visit(request.user, visit_id)
    require(may_compare(visit, request.user))
    return _compare(request, visit, version_of(visit, request.user, submission_id))


def _compare(request: AuthedRequest, visit: Visit, version: Submission) -> HttpResponse:
    opened = open_known(request.user, visit)
    comparison = compared(opened, version)
    may_write = visit.editable_by(request.user)
    asked = {"revision": visit.revision, "seen": content_digest(version.payload)}
    form = ChoosingForm(comparison=comparison, initial=asked)
    if request.method == "POST":
        require(may_write)
        if any(request.POST.get(name) != str(value) for name, value in asked.items()):
            messages.error(request, _("La visita cambió otra vez mientras decidías. Compara de nuevo."))
        else:
            form = ChoosingForm(request.POST, comparison=comparison)
            if form.is_valid():
                return _decide(request, opened, version, form)
    context = {
        "visit": visit,
        "version": version,
        "last": visit.submissions.filter(outcome=Submission.Outcome.SAVED).select_related("author").last(),
        "form": form,
        "refusal": may_write.reason if isinstance(may_write, Denied) else "",
        "received": received_contents(visit, request.user),
    }
    return render(request, "visits/record/conflict.html", context)


def compared(opened: OpenedVisit, version: Submission) -> Comparison:
    """What is saved of the visit beside a version of it, under the criteria of now."""
    sent = as_posted(in_version(version.payload, opened.version))
    return Comparison(visit_form_of(opened), visit_form_of(opened, sent))


def _decide(request: AuthedRequest, opened: OpenedVisit, version: Submission, form: ChoosingForm) -> HttpResponse:
    """Do what the author chose; what still lacks something is completed in the form of the visit."""
    if form.keeps_what_is_saved():
        discard(submission=version)
        messages.success(request, _("Queda lo que ya estaba guardado. Lo otro se puede leer en «Versiones»."))
        return redirect("visits:conflict", opened.visit_id)
    again = _as_sent(request.user, opened, form)
    visit_form = visit_form_of(opened, as_posted(again.payload))
    if not visit_form.is_valid():
        hold_version(version=version, again=again)
        messages.warning(request, _("Quedó lo que elegiste, pero le falta algo: complétalo y guárdalo."))
        return redirect("visits:form", opened.visit_id)
    outcome = apply_version(version=version, again=again, record=visit_form.record())
    if isinstance(outcome, Received):
        messages.success(request, _("Quedó lo que elegiste. Las dos versiones se pueden leer en «Versiones»."))
    else:
        changed = _("La visita cambió otra vez mientras decidías. Compara de nuevo.")
        messages.error(request, outcome.reason if isinstance(outcome, Refused) else changed)
    return redirect("visits:conflict", opened.visit_id)


def _as_sent(user: User, opened: OpenedVisit, form: ChoosingForm) -> NewSubmission:
    """What was chosen, as the form of the visit would send it."""
    key, revision = uuid.uuid4(), form.cleaned_data["revision"]
    envelope = {
        "submission": [str(key)],
        "base_revision": [str(revision)],
        "assignment": [str(opened.assignment.pk)],
        "version": [str(opened.version.pk)],
    }
    return NewSubmission(key, user, revision, envelope | form.merged())

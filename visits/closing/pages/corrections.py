"""Correcting a closed visit, and reading what it said before."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404, require
from accompaniment.lib.drafts import login_required, typed
from accompaniment.submissions.receiving import Refused, read_posted
from visits.closing.corrections import correct_visit
from visits.closing.models import Revision
from visits.closing.reason import ReasonForm
from visits.commitments.models import Commitment
from visits.record.access_log import log_visit_access
from visits.record.finding import known_visit
from visits.record.forms.visit_form import VisitForm
from visits.record.models.visits import Visit
from visits.record.snapshot import labelled


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_correct(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    visit = known_visit(request.user, visit_id)
    require(visit.correctable_by(request.user))
    data = typed(request)
    reviewed = Commitment.objects.filter(reviews__visit=visit)
    visit_form = VisitForm(data, assignment=visit.assignment, version=visit.version, visit=visit, asked=reviewed)
    reason = ReasonForm(data)
    are_valid = [form.is_valid() for form in (visit_form, reason)] if data is not None else [False]
    if request.method == "POST" and all(are_valid) and _correct(request, visit, visit_form, reason):
        messages.success(request, _("Corrección guardada. Lo que decía antes sigue en sus versiones."))
        return redirect(visit)
    context = {"visit_form": visit_form, "reason": reason, "visit": visit, "visit_id": visit_id}
    context |= {"assignment": visit.assignment, "version": visit.version}
    return render(request, "visits/closing/correct.html", context)


def _correct(request: AuthedRequest, visit: Visit, visit_form: VisitForm, reason: ReasonForm) -> bool:
    submission = read_posted(request.POST, by=request.user)
    if isinstance(submission, Refused):
        visit_form.header.add_error(None, submission.reason)
        return False
    try:
        correct_visit(
            visit=visit, submission=submission, record=visit_form.record(), reason=reason.cleaned_data["reason"]
        )
    except ValidationError as refused:
        visit_form.header.add_error(None, refused)
        return False
    return True


@login_required
@require_safe
def visit_revision(request: AuthedRequest, visit_id: uuid.UUID, number: int) -> HttpResponse:
    """What a closed visit said before it was corrected."""
    visible = Visit.objects.visible_to(request.user).select_related("teacher", "institution")
    visit = get_visible_or_404(visible, pk=visit_id)
    require(visit.levels_shown_to(request.user))
    revision = get_visible_or_404(Revision.objects.select_related("by"), visit=visit, number=number)
    log_visit_access(by=request.user, visit=visit)
    context = {"visit": visit, "revision": revision, "parts": labelled(revision.snapshot)}
    return render(request, "visits/closing/revision.html", context)

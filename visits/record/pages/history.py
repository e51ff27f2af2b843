"""The versions of a visit, for whoever wrote it: all that was sent of it, in words, with a way back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, require
from accompaniment.lib.drafts import as_posted, login_required
from visits.record.access_log import log_visit_access
from visits.record.finding import known_visit, may_compare, open_known, version_of
from visits.record.forms.comparing import Comparison
from visits.record.forms.posted import visit_form_of
from visits.record.versions import in_version


@login_required
@require_safe
def visit_history(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    visit = known_visit(request.user, visit_id)
    require(may_compare(visit, request.user))
    sent = visit.submissions.of_writer(request.user).whole().defer("payload")
    versions = sent.select_related("author").order_by("-received_at")
    return render(request, "visits/record/history.html", {"visit": visit, "versions": versions})


@login_required
@require_safe
def visit_history_entry(request: AuthedRequest, visit_id: UUID, submission_id: UUID) -> HttpResponse:
    """One version as it was sent, in words, under the criteria that the visit has now."""
    visit = known_visit(request.user, visit_id)
    require(may_compare(visit, request.user))
    version = version_of(visit, request.user, submission_id)
    log_visit_access(by=request.user, visit=visit)
    form = visit_form_of(open_known(request.user, visit), as_posted(in_version(version.payload, visit.version)))
    said = [one for one in Comparison(form, form).parts if one.sent]
    context = {"visit": visit, "version": version, "said": said, "may_edit": bool(visit.editable_by(request.user))}
    return render(request, "visits/record/history_entry.html", context)

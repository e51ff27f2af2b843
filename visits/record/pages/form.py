"""Writing a visit: one form, one URL."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, Denied, deny, get_visible_or_404, require
from accompaniment.lib.drafts import (
    as_posted,
    draft_of,
    login_required,
    wants_json,
    writer_of,
)
from accompaniment.models import Assignment
from accompaniment.submissions.answers import answered
from accompaniment.submissions.receiving import OTHER_ACCOUNT, Conflict, Held, Outcome, Refused, read_posted
from visits.alerts.models import Alert
from visits.record.finding import (
    PassedOn,
    find_visit,
    open_own,
    open_visit,
    passed_on,
    planned_about_now,
    received_contents,
    unsettled,
)
from visits.record.forms.posted import PostedForm, posted_visit_form, visit_form_of
from visits.record.forms.reviews import tell_settled
from visits.record.forms.visit_form import VisitForm
from visits.record.models.visits import Visit
from visits.record.receive import receive_visit
from visits.record.record import OpenedVisit, SentVisit
from visits.record.versions import replacement_for


@login_required
@require_safe
def visit_new(request: AuthedRequest, assignment_id: int) -> HttpResponse:
    """Open the form of the visit that is planned for these days; of several, ask which, and `?other` says none of them.

    Without one a visit is born here, with its own id.
    """
    visible = Assignment.objects.visible_to(request.user).select_related("post__teacher", "post__institution")
    assignment = get_visible_or_404(visible, pk=assignment_id)
    require(assignment.accompanied_by(request.user))
    planned = [] if "other" in request.GET else planned_about_now(assignment)
    if len(planned) > 1:
        return render(request, "visits/record/which.html", {"assignment": assignment, "planned": planned})
    if planned:
        return redirect("visits:form", planned[0].pk)
    form = redirect("visits:form", uuid.uuid4())
    form["Location"] += f"?assignment={assignment.pk}"
    return form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_edit(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    return _receive_posted(request, visit_id) if request.method == "POST" else _show(request, visit_id)


def _receive_posted(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    _require_writer(request)
    form = PostedForm(request.POST)
    outcome = _receive(request, visit_id, form)
    own_id = form.opened.visit_id if form.opened else visit_id
    alert_at = _alert_at(request, form)
    return answered(
        request,
        outcome,
        received=partial(_go_on, request, own_id, alert_at),
        again=partial(_show_again, request, visit_id, form, alert_at),
        compare_at=reverse("visits:conflict", args=[own_id]),
        alert_at=alert_at,
    )


def _show(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    """The form as it is saved, or with what was typed and is not saved yet.

    That of a planned visit which passed to another companion meanwhile is the form of a visit of the user's own.
    """
    passed = None
    try:
        visit = find_visit(request.user, visit_id)
    except Http404:
        passed = passed_on(request.user, visit_id)
        visit = passed.own
    left_open = unsettled(visit, request.user)
    held = next((one for one in left_open if visit and one.is_unfinished_on(visit.revision)), None)
    if passed and visit is None:
        held = passed.parked(request.user)
    is_compared = bool(left_open[1:] if held else left_open)
    data = draft_of(request) or (as_posted(held.payload) if held else None)
    opened = _open(request, visit_id, visit, data, passed)
    if not opened.is_of(request.user):  # the writer sees why not, over what this browser still keeps
        require(opened.verdict)
    if data is None:
        return _page(request, visit_id, opened, visit_form_of(opened), is_compared=is_compared, passed=passed)
    visit_form = posted_visit_form(opened, data)
    visit_form.is_valid()
    return _page(request, visit_id, opened, visit_form, brought_back=True, is_compared=is_compared, passed=passed)


def _require_writer(request: AuthedRequest) -> None:
    """A form that somebody else opened, before signing out of this phone, is theirs to send."""
    if writer_of(request.POST) not in (None, request.user.pk):
        deny(OTHER_ACCOUNT)


def _receive(request: AuthedRequest, visit_id: uuid.UUID, form: PostedForm) -> Outcome:
    submission = read_posted(request.POST, by=request.user, is_automatic=wants_json(request))
    if isinstance(submission, Refused):
        form.read(_open(request, visit_id, find_visit(request.user, visit_id), request.POST))
        return submission
    asked = _asked(request, request.POST)
    return receive_visit(
        SentVisit(submission, visit_id, asked["assignment_id"], asked["version_id"], form.read, alert=form.alert)
    )


def _alert_at(request: AuthedRequest, form: PostedForm) -> str:
    """Where it says what to do about the serious conduct that was told just now; empty when none was."""
    alert = form.alert()
    if alert is None:
        return ""
    told = Alert.objects.filter(pk=alert[1].id, raised_by=request.user).first()
    return told.get_absolute_url() if told else reverse("visits:alerts")


def _asked(request: AuthedRequest, data: QueryDict | None) -> dict[str, str]:
    """Of which assignment a form says that it is, or its address, and which version it was opened with."""
    if data is None:
        return {"assignment_id": request.GET.get("assignment", ""), "version_id": ""}
    assignment = data.get("assignment") or request.GET.get("assignment", "")
    return {"assignment_id": assignment, "version_id": data.get("version", "")}


def _open(
    request: AuthedRequest,
    visit_id: uuid.UUID,
    visit: Visit | None,
    data: QueryDict | None,
    passed: PassedOn | None = None,
) -> OpenedVisit:
    asked = _asked(request, data)
    if passed:
        opened = open_own(request.user, passed, asked["version_id"])
    else:
        opened = open_visit(request.user, visit_id, visit, **asked)
    if isinstance(opened, Denied):
        raise PermissionDenied(opened.reason)
    return opened


def _go_on(request: AuthedRequest, visit_id: uuid.UUID, alert_at: str) -> HttpResponse:
    """Lead to what the pressed button is for; first to what a serious conduct asks for today."""
    if alert_at:
        messages.success(request, _("Guardado y avisado. Esto es lo que toca hacer hoy."))
        return redirect(alert_at)
    for button, page in (("close", "visits:close"), ("attach", "visits:attachments")):
        if button in request.POST:
            return redirect(page, visit_id)
    messages.success(request, _("Guardado. Puedes seguir cuando quieras."))
    return HttpResponseRedirect(request.path)


def _show_again(
    request: AuthedRequest, visit_id: uuid.UUID, form: PostedForm, alert_at: str, outcome: Held | Conflict | Refused
) -> HttpResponse:
    """The page with all that was sent and why it was not saved; both versions when there are two."""
    if not isinstance(outcome, Refused):
        own_id = form.opened.visit_id if form.opened else visit_id
        return redirect(alert_at or reverse("visits:conflict", args=[own_id]))
    if form.opened is None or form.visit_form is None:  # no instrument is in use: there is no form to show
        raise PermissionDenied(outcome.reason)
    if form.visit_form.is_valid() and form.opened.verdict:
        form.visit_form.header.add_error(None, outcome.reason)
    return _page(request, visit_id, form.opened, form.visit_form, alert_at=alert_at)


def _told_before(request: AuthedRequest, visit: Visit | None) -> Iterable[Alert]:
    """The alerts that the user raised of this visit; a visit that was not looked for among those known has none."""
    if not getattr(visit, "has_alerts", False):
        return []
    return Alert.objects.filter(visit=visit, raised_by=request.user)


def _page(
    request: AuthedRequest,
    visit_id: uuid.UUID,
    opened: OpenedVisit,
    visit_form: VisitForm,
    *,
    brought_back: bool = False,
    is_compared: bool = False,
    passed: PassedOn | None = None,
    alert_at: str = "",
) -> HttpResponse:
    visit, assignment = opened.visit, opened.assignment
    refusal = opened.verdict.reason if isinstance(opened.verdict, Denied) else ""
    tell_settled(visit_form.reviews, request.user)
    context = {
        "visit_form": visit_form,
        "visit": visit,
        "visit_id": opened.visit_id,
        "address_id": visit_id,
        "passed": passed,
        "assignment": assignment,
        "version": opened.version,
        "is_compared": is_compared,
        "received": received_contents(visit, request.user),
        "opens_person": bool(assignment.accompanied_by(request.user)),
        "brought_back": brought_back,
        "refusal": refusal,
        "newer": replacement_for(visit) if visit else None,
        "alert_at": alert_at,
        "of_others": visit_form.reviewed.left_to_others(assignment, by=request.user),
        "alerts": _told_before(request, visit),
        "attachments": visit.attachments.count() if visit and assignment.campaign.photos_allowed else 0,
    }
    return render(request, "visits/record/form.html", context, status=403 if refusal else 200)

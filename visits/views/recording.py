"""Writing a visit: one form, one URL."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import Allowed, AuthedRequest, Denied, get_visible_or_404, require
from accompaniment.models import Assignment
from rubrics.models import InstrumentVersion

from ..conflicts import differences
from ..forms import VisitSheet
from ..models import Commitment, Submission, Visit
from ..services.recording import Sending, apply_conflict, discard, record_visit

WITH_PEOPLE = ("campaign__ugel", "companion__user", "post__teacher", "post__institution__ugel")


@login_required
@require_safe
def visit_new(request: AuthedRequest, assignment_id: int) -> HttpResponse:
    """Open the form of a visit that is born here, with its own id."""
    assignment = get_visible_or_404(Assignment.objects.visible_to(request.user), pk=assignment_id)
    require(assignment.recordable_by(request.user))
    form = redirect("visits:form", uuid.uuid4())
    form["Location"] += f"?assignment={assignment.pk}"
    return form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_form(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    visit = find_visit(request, visit_id)
    assignment = visit.assignment if visit else _assignment_asked(request)
    verdict = visit.editable_by(request.user) if visit else assignment.recordable_by(request.user)
    version = visit.version if visit else version_for(assignment)
    sheet = build_sheet(request.POST if request.method == "POST" else None, assignment, version, visit, visit_id)
    if request.method != "POST":
        require(verdict)
    elif sheet.is_valid() and (verdict or _was_received(sheet, visit_id, request)):
        answer = _save(request, visit_id, sheet, assignment, version)
        if answer:
            return answer
    refusal = verdict.reason if isinstance(verdict, Denied) else ""
    context = {"sheet": sheet, "visit": visit, "visit_id": visit_id, "assignment": assignment, "version": version}
    return render(request, "visits/form.html", context | {"refusal": refusal}, status=403 if refusal else 200)


def find_visit(request: AuthedRequest, visit_id: uuid.UUID) -> Visit | None:
    """The visit if the server knows it; 404 when it does and the person may not see it."""
    if not Visit.objects.filter(pk=visit_id).exists():
        return None
    visible = Visit.objects.visible_to(request.user).select_related(
        *(f"assignment__{name}" for name in WITH_PEOPLE), "version__instrument", "campaign"
    )
    return get_visible_or_404(visible, pk=visit_id)


def _assignment_asked(request: AuthedRequest) -> Assignment:
    asked = request.POST.get("assignment") or request.GET.get("assignment") or ""
    if not asked.isdigit():
        raise Http404
    visible = Assignment.objects.visible_to(request.user).select_related(*WITH_PEOPLE)
    return get_visible_or_404(visible, pk=int(asked))


def version_for(assignment: Assignment) -> InstrumentVersion:
    version = InstrumentVersion.objects.select_related("instrument").for_post(assignment.post, timezone.localdate())
    if version is None:
        require(Denied(_("Todavía no hay un instrumento publicado para esta plaza. Pídelo a tu especialista.")))
        raise AssertionError("unreachable")
    return version


def build_sheet(
    data: QueryDict | dict[str, Any] | None,
    assignment: Assignment,
    version: InstrumentVersion,
    visit: Visit | None,
    visit_id: uuid.UUID,
) -> VisitSheet:
    pending = (
        Commitment.objects.of_teacher(assignment.post.teacher_id)
        .pending()
        .exclude(visit=visit_id)
        .select_related("criterion", "visit", "session")
    )
    return VisitSheet(data, assignment=assignment, version=version, visit=visit, pending=pending)


def _was_received(sheet: VisitSheet, visit_id: uuid.UUID, request: AuthedRequest) -> bool:
    """Whether this very sending is already in: sending again after closing is no error, it changes nothing."""
    return Submission.objects.filter(
        pk=sheet.envelope.cleaned_data["submission"], visit=visit_id, author=request.user
    ).exists()


def _save(
    request: AuthedRequest,
    visit_id: uuid.UUID,
    sheet: VisitSheet,
    assignment: Assignment,
    version: InstrumentVersion,
) -> HttpResponse | None:
    """Save and say where to go; None when the sending was refused and the form must show why."""
    envelope = sheet.envelope.cleaned_data
    payload = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    try:
        submission = record_visit(
            visit_id=visit_id,
            assignment=assignment,
            version=version,
            by=request.user,
            sending=Sending(envelope["submission"], envelope["base_revision"], payload),
            record=sheet.record(),
        )
    except ValidationError as refused:
        sheet.header.add_error(None, refused)
        return None
    if submission.outcome == Submission.Outcome.CONFLICT:
        return redirect("visits:conflict", visit_id)
    if "close" in request.POST:
        return redirect("visits:close", visit_id)
    messages.success(request, _("Guardado. Puedes seguir cuando quieras."))
    return redirect("visits:form", visit_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_conflict(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Both sides of an edit made on an older revision; its author decides which one stays."""
    visit = find_visit(request, visit_id)
    if visit is None:
        raise Http404
    require(_may_settle(visit, request))
    waiting = visit.submissions.filter(author=request.user, outcome=Submission.Outcome.CONFLICT)
    submission = waiting.order_by("received_at").first()
    if submission is None:
        return redirect(visit)
    sheet = build_sheet(_as_posted(submission), visit.assignment, visit.version, visit, visit.pk)
    if request.method == "POST" and _settle(request, visit, submission, sheet):
        return redirect("visits:conflict", visit.pk)
    rows = differences(visit, submission, sheet.labels())
    return render(request, "visits/conflict.html", {"visit": visit, "submission": submission, "rows": rows})


def _may_settle(visit: Visit, request: AuthedRequest) -> Allowed | Denied:
    if visit.submissions.filter(author=request.user).exists():
        return Allowed()
    return Denied(_("Solo quien escribió las dos versiones decide cuál queda."))


def _as_posted(submission: Submission) -> QueryDict:
    payload = QueryDict(mutable=True)
    for name, values in submission.payload.items():
        payload.setlist(name, values)
    return payload


def _settle(request: AuthedRequest, visit: Visit, submission: Submission, sheet: VisitSheet) -> bool:
    """Do what she chose; False when it could not be done and the page says why."""
    if request.POST.get("keep") != "sent":
        discard(submission=submission)
        messages.success(request, _("Se queda lo que ya estaba guardado."))
        return True
    revision = request.POST.get("revision", "")
    if not (visit.editable_by(request.user) and revision.isdigit() and sheet.is_valid()):
        messages.error(request, _("Lo que enviaste ya no se puede guardar: la visita se cerró o cambió."))
        return False
    saved = apply_conflict(submission=submission, revision=int(revision), by=request.user, record=sheet.record())
    if saved.outcome == Submission.Outcome.CONFLICT:
        messages.error(request, _("La visita cambió otra vez mientras decidías. Compara de nuevo."))
        return False
    messages.success(request, _("Quedó lo que enviaste. Lo anterior sigue en el historial."))
    return True

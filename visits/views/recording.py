"""Writing a visit: one form, one URL."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import Allowed, AuthedRequest, Denied, deny, get_visible_or_404, require
from accompaniment.kept import (
    as_posted,
    content_of,
    forget_kept,
    kept_for,
    signed_in_keeping_what_was_posted,
    wants_json,
    writer_of,
    writer_token,
)
from accompaniment.models import Assignment, Post, User
from rubrics.models import Instrument, InstrumentVersion, chosen_key
from rubrics.published import version_shown

from ..forms import VisitSheet
from ..models import Commitment, Submission, Visit
from ..services.recording import Recording, Sending, begin_visit, hold, record_visit
from ..services.versions import in_version, replacement_for
from .received import held_as_json, received_as_json, wrong_clock

WITH_PEOPLE = ("campaign__ugel", "companion__user", "post__teacher", "post__institution__ugel")
NOT_TYPED = ("sent_at", "save", "close", "attach")  # part of how it was sent, not of what it says


@login_required
@require_safe
def visit_new(request: AuthedRequest, assignment_id: int) -> HttpResponse:
    """Open the form of a visit that is born here, with its own id."""
    assignment = get_visible_or_404(Assignment.objects.visible_to(request.user), pk=assignment_id)
    require(assignment.recordable_by(request.user))
    form = redirect("visits:form", uuid.uuid4())
    form["Location"] += f"?assignment={assignment.pk}"
    return form


@signed_in_keeping_what_was_posted
@require_http_methods(["GET", "HEAD", "POST"])
def visit_form(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    if request.method == "POST":
        _require_writer(request)
        return _receive(request, visit_id)
    visit = find_visit(request, visit_id)
    unfinished = _unfinished(request, visit)
    if unfinished and visit and unfinished.base_revision < visit.revision:
        return redirect("visits:conflict", visit_id)
    data = kept_for(request) or (as_posted(unfinished.payload) if unfinished else None)
    form = _open(request, visit_id, visit, data)
    require(form.verdict)
    if data is not None:
        form.sheet.is_valid()
    return _page(request, form, brought_back=data is not None)


@dataclass(frozen=True)
class OpenForm:
    """The form of a visit, before or after it was sent, and whether the person may write in it."""

    sheet: VisitSheet
    visit_id: uuid.UUID
    visit: Visit | None
    assignment: Assignment
    version: InstrumentVersion
    verdict: Allowed | Denied


def _open(request: AuthedRequest, visit_id: uuid.UUID, visit: Visit | None, data: QueryDict | None) -> OpenForm:
    assignment = visit.assignment if visit else _assignment_asked(request, data)
    verdict = visit.editable_by(request.user) if visit else assignment.recordable_by(request.user)
    version = visit.version if visit else _version_opened(assignment, data)
    sheet = build_sheet(_in_its_version(data, visit) if data else None, assignment, version, visit)
    return OpenForm(sheet, visit_id, visit, assignment, version, verdict)


def _require_writer(request: AuthedRequest) -> None:
    """A form that somebody else opened, before she signed out of this phone, is hers to send."""
    if writer_of(request.POST) not in (None, request.user.pk):
        deny(_("Esta hoja se abrió con otra cuenta. Vuelve atrás: lo escrito sigue en esa página."))


def _unfinished(request: AuthedRequest, visit: Visit | None) -> Submission | None:
    """What her page sent by itself and still lacked something when she left."""
    if visit is None:
        return None
    held = visit.submissions.filter(author=request.user, outcome=Submission.Outcome.HELD)
    return held.order_by("-received_at").first()


def _receive(request: AuthedRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Save what was sent. What may begin a visit is first taken for that, for nearly all that is sent does."""
    new = _open_new(request, visit_id)
    begun = _begin(request, new) if new else None
    if new and begun:
        return _received(request, new, begun)
    visit = find_visit(request, visit_id)
    form = new if new and visit is None else _open(request, visit_id, visit, request.POST)
    submission = _save(request, form) if _is_right(request, form) else None
    if submission:
        return _received(request, form, submission)
    return _refused_as_json(request, form) if wants_json(request) else _page(request, form)


def _open_new(request: AuthedRequest, visit_id: uuid.UUID) -> OpenForm | None:
    """The form as that of a visit that begins with it; None when it is none, or can't be."""
    if request.POST.get("base_revision") == "0":
        with suppress(PermissionDenied):  # no instrument in use: a visit planned before keeps its own
            return _open(request, visit_id, None, request.POST)
    return None


def _begin(request: AuthedRequest, form: OpenForm) -> Submission | None:
    """Begin a visit; None when something is wrong with the form, or the visit is there already, planned or begun."""
    numbers = dict(form.assignment.visits.order_by().values_list("pk", "number"))  # a dozen a year
    if form.visit_id in numbers or not _is_right(request, form):
        return None
    return begin_visit(_recording(request, form), number=max(numbers.values(), default=0) + 1)


def _is_right(request: AuthedRequest, form: OpenForm) -> bool:
    """Whether what was sent may be saved; its errors show on the form."""
    if form.visit is None or request.POST.get("base_revision") == str(form.visit.revision):
        form.sheet.refuse_foreign(request.POST)  # on an older revision it is kept whole, to be compared
    return form.sheet.is_valid() and (bool(form.verdict) or _was_received(request, form))


def _page(request: AuthedRequest, form: OpenForm, *, brought_back: bool = False) -> HttpResponse:
    refusal = form.verdict.reason if isinstance(form.verdict, Denied) else ""
    context = {
        "sheet": form.sheet,
        "visit": form.visit,
        "visit_id": form.visit_id,
        "assignment": form.assignment,
        "version": form.version,
        "writer": writer_token(request.user),
        "received": last_received(form.visit, request.user),
        "brought_back": brought_back,
        "refusal": refusal,
        "newer": replacement_for(form.visit) if form.visit else None,
        "attachments": form.visit.attachments.count() if form.visit and form.assignment.campaign.photos_allowed else 0,
    }
    return render(request, "visits/form.html", context, status=403 if refusal else 200)


def last_received(visit: Visit | None, user: User) -> uuid.UUID | None:
    """The id of this person's latest sending that is in: a page's own copy of it may be let go."""
    if visit is None:
        return None
    return visit.submissions.filter(author=user).order_by("-received_at").values_list("pk", flat=True).first()


def _in_its_version(data: QueryDict, visit: Visit | None) -> QueryDict:
    """What was sent; written on an older revision, it may name the criteria of a version that the visit has left."""
    if visit is None or data.get("base_revision") == str(visit.revision):
        return data
    return as_posted(in_version(dict(data.lists()), visit.version))


def find_visit(request: AuthedRequest, visit_id: uuid.UUID) -> Visit | None:
    """The visit if the server knows it; 404 when it does and the person may not see it."""
    if not Visit.objects.filter(pk=visit_id).exists():  # most that is sent is new: asked first, it costs least
        return None
    visible = Visit.objects.visible_to(request.user).select_related(
        *(f"assignment__{name}" for name in WITH_PEOPLE), "version__instrument", "campaign"
    )
    return get_visible_or_404(visible, pk=visit_id)


def _assignment_asked(request: AuthedRequest, data: QueryDict | None) -> Assignment:
    asked = (data or request.GET).get("assignment") or request.GET.get("assignment") or ""
    if not asked.isdigit():
        raise Http404
    if own := _own_assignment(request, int(asked)):
        return own
    visible = Assignment.objects.visible_to(request.user).select_related(*WITH_PEOPLE)
    return get_visible_or_404(visible, pk=int(asked))


def _own_assignment(request: AuthedRequest, pk: int) -> Assignment | None:
    """An assignment of hers, nearly always what is asked: no need then to know what else she may see.

    In two questions, because the database takes longer to plan one of six tables than to answer both.
    """
    try:
        assignment = Assignment.objects.select_related("campaign", "companion").get(pk=pk)
    except Assignment.DoesNotExist:
        return None
    if not assignment.recordable_by(request.user):
        return None
    assignment.post = Post.objects.select_related("teacher", "institution").get(pk=assignment.post_id)
    return assignment


def _version_opened(assignment: Assignment, data: QueryDict | None) -> InstrumentVersion:
    """The version that the form was opened with, even if another one was published while she was writing."""
    opened = (data.get("version") if data else "") or ""
    version = version_shown(int(opened)) if opened.isdigit() and len(opened) < 10 else None
    if version and _fits(version.instrument, assignment):
        return version
    return version_for(assignment)


def _fits(instrument: Instrument, assignment: Assignment) -> bool:
    post = assignment.post
    kind = post.teacher.kind
    if chosen := assignment.campaign.instruments.get(chosen_key(kind, post.cycle)):
        return bool(instrument.code == chosen)
    is_theirs = instrument.ugel_id in (None, post.institution.ugel_id)
    return is_theirs and instrument.teacher_kind == kind and instrument.cycle in ("", post.cycle)


def version_for(assignment: Assignment) -> InstrumentVersion:
    version = InstrumentVersion.objects.select_related("instrument").for_post(
        assignment.post, timezone.localdate(), assignment.campaign
    )
    if version is None:
        deny(_("Todavía no hay un instrumento publicado para esta plaza. Pídelo a tu especialista."))
    return version


def build_sheet(
    data: QueryDict | dict[str, Any] | None,
    assignment: Assignment,
    version: InstrumentVersion,
    visit: Visit | None,
) -> VisitSheet:
    pending = Commitment.objects.of_teacher(assignment.post.teacher_id).pending()
    pending = pending.exclude(visit=visit.pk) if visit else pending
    return VisitSheet(data, assignment=assignment, version=version, visit=visit, pending=pending)


def _was_received(request: AuthedRequest, form: OpenForm) -> bool:
    """Whether this very sending is already in: sending again after closing is no error, it changes nothing."""
    sent = form.sheet.envelope.cleaned_data["submission"]
    return Submission.objects.filter(pk=sent, visit=form.visit_id, author=request.user).exists()


def _sending(request: AuthedRequest, sheet: VisitSheet) -> Sending:
    envelope = sheet.envelope.cleaned_data
    return Sending(
        id=envelope["submission"],
        base_revision=envelope["base_revision"],
        payload={name: values for name, values in content_of(request.POST).items() if name not in NOT_TYPED},
        sent_at=envelope["sent_at"],
        is_automatic=wants_json(request),
    )


def _recording(request: AuthedRequest, form: OpenForm) -> Recording:
    """What there is to be saved of a valid form."""
    sending, record = _sending(request, form.sheet), form.sheet.record()
    return Recording(form.visit_id, form.assignment, form.version, request.user, sending, record)


def _save(request: AuthedRequest, form: OpenForm) -> Submission | None:
    """Save what was sent; None when it was refused, with the reason on the form."""
    try:
        return record_visit(_recording(request, form))
    except ValidationError as refused:
        form.sheet.header.add_error(None, refused)
        return None


def _received(request: AuthedRequest, form: OpenForm, submission: Submission) -> HttpResponse:
    """Say where to go, or to a script what became of it."""
    forget_kept(request)
    clock = wrong_clock(submission)
    if wants_json(request):
        return received_as_json(submission, clock)
    if clock:
        messages.warning(request, clock)
    if submission.outcome == Submission.Outcome.CONFLICT:
        return redirect("visits:conflict", form.visit_id)
    if "close" in request.POST:
        return redirect("visits:close", form.visit_id)
    if "attach" in request.POST:
        return redirect("visits:attachments", form.visit_id)
    messages.success(request, _("Guardado. Puedes seguir cuando quieras."))
    return HttpResponseRedirect(request.path)


def _refused_as_json(request: AuthedRequest, form: OpenForm) -> HttpResponse:
    """Keep, whole, what still lacks something; say what it lacks."""
    sheet, visit = form.sheet, form.visit
    if isinstance(form.verdict, Denied):
        return JsonResponse({"state": "refused", "reason": str(form.verdict.reason)}, status=403)
    missing = [{"field": f.auto_id, "label": str(f.label), "error": str(f.errors[0])} for f in sheet.error_fields]
    if visit and sheet.envelope.is_valid() and sheet.header.is_bound:
        with suppress(ValidationError):
            held = hold(visit=visit, by=request.user, sending=_sending(request, sheet))
            return held_as_json(held, missing)
    return JsonResponse({"state": "incomplete", "missing": missing})

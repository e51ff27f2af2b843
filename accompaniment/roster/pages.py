"""Pages of the roster: upload, preview, confirm, what was refused, undo, and the list of people as a file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.access.guards import is_specialist, require_specialist
from accompaniment.exports.pages import answer_with_list
from accompaniment.jobs import runs
from accompaniment.jobs.pages import progress_answer
from accompaniment.lib.bodies import takes_files
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.lib.tables.download import download
from accompaniment.lib.tables.errors import UnreadableTable

from . import wording
from .errors import RosterError
from .exports import PeopleList
from .forms import DoubtsForm, RosterUploadForm
from .models import RosterImport
from .services import confirm_import, preview_upload, reasons_against_undoing, settle_doubts, undo_import
from .summary import RosterSummary, RowOutcome
from .tables import refused_table
from .template import FILE_NAME, template_file


@login_required
@require_GET
def people_export(request: AuthedRequest) -> HttpResponseBase:
    """The list with its filters as a file."""
    return answer_with_list(request, PeopleList)


PAGE = 25


@takes_files(by=is_specialist)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: AuthedRequest) -> HttpResponse:
    require_specialist(request.user)
    form = RosterUploadForm(request.POST, request.FILES) if request.method == "POST" else RosterUploadForm()
    if form.is_valid():
        try:
            record = preview_upload(user=request.user, upload=form.cleaned_data["file"])
        except UnreadableTable as error:
            form.add_error("file", str(error))
        else:
            return redirect(record)
    past = RosterImport.objects.visible_to(request.user).for_list()
    page = page_of(request, past, size=PAGE)
    return render(request, "accompaniment/roster/roster_upload.html", {"form": form, "page": page})


@login_required
@require_safe
def template(request: AuthedRequest) -> FileResponse:
    require_specialist(request.user)
    return FileResponse(template_file(), as_attachment=True, filename=FILE_NAME)


def _own_import(request: AuthedRequest, import_id: UUID) -> RosterImport:
    require_specialist(request.user)
    return get_visible_or_404(RosterImport.objects.visible_to(request.user), pk=import_id)


@login_required
@require_safe
def preview(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    """The import as it stands: on its way, unreadable, waiting for confirmation, applied or undone."""
    record = _own_import(request, import_id)
    runs.requeue_if_lost(record)
    if not (record.is_pending or record.is_applied or record.is_undone):
        return render(request, "accompaniment/roster/roster_job.html", {"record": record})
    summary = RosterSummary.from_json(record.summary)
    chosen = request.GET.get("outcome", "")
    page = page_of(request, summary.of(chosen), size=PAGE)
    context = {
        "record": record,
        "summary": summary,
        "accepted": len(summary.results) - summary.counts["refused"],
        "tabs": wording.tabs(summary, chosen),
        "page": page,
        "lines": [wording.line(result) for result in page],
        "form": DoubtsForm(doubts=summary.doubts),
    }
    return render(request, "accompaniment/roster/roster_preview.html", context)


@login_required
@require_safe
def progress(request: AuthedRequest, import_id: UUID) -> JsonResponse:
    """The page's figures, for its script."""
    return progress_answer(_own_import(request, import_id))


@login_required
@require_POST
def doubts(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    """How words and dates of the file are to be read, once for all its rows."""
    record = _own_import(request, import_id)
    form = DoubtsForm(request.POST, doubts=RosterSummary.from_json(record.summary).doubts)
    if form.is_valid() and record.is_pending:
        settle_doubts(record=record, answers=form.answers())
    return redirect(record)


@login_required
@require_safe
def refused(request: AuthedRequest, import_id: UUID) -> HttpResponseBase:
    """What the import did not take, to be corrected and brought again; the user's own rows: nobody's record is read."""
    summary = RosterSummary.from_json(_own_import(request, import_id).summary)
    return download(refused_table(summary.of(RowOutcome.REFUSED)), form=request.GET.get("format", ""))


@login_required
@require_POST
def confirm(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    record = _own_import(request, import_id)
    try:
        is_new = confirm_import(record=record, seen=request.POST.get("seen"))
    except RosterError as error:
        messages.error(request, str(error))
    else:
        if record.is_applied:
            message = _("Listo: quedó guardado.") if is_new else _("Esta importación ya no está por confirmar.")
            messages.success(request, message)
    return redirect(record)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    record = _own_import(request, import_id)
    if request.method == "POST" and undo_import(record=record) and record.is_undone:
        messages.success(request, _("La importación quedó deshecha: todo está como antes."))
    if not record.is_applied:
        return redirect(record)
    reasons = reasons_against_undoing(record)
    return render(request, "accompaniment/roster/roster_undo.html", {"record": record, "reasons": reasons})

"""Pages of the registry import: upload, progress, preview, refused rows, confirm, call off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.access import get_visible_or_404, require
from accompaniment.exports.pages import answer_with_list
from accompaniment.jobs import runs
from accompaniment.jobs.pages import progress_answer
from accompaniment.jobs.uploads import call_off
from accompaniment.lib.bodies import FILES, takes_files
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of

from . import wording
from .columns import REGISTRY
from .errors import UnreadableFile
from .exports import FaultsList, chosen_faults
from .forms import RegistryConfirmForm, RegistryUploadForm
from .models import RegistryImport
from .report import Faults
from .rules import may_import
from .services import confirm_import, request_preview
from .summary import ImportSummary

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest

PAGE_SIZE = 25


@takes_files(up_to=REGISTRY.limits.size + FILES, by=may_import)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: AuthedRequest) -> HttpResponse:
    require(may_import(request.user))
    form = RegistryUploadForm(request.POST, request.FILES) if request.method == "POST" else RegistryUploadForm()
    if form.is_valid():
        try:
            record = request_preview(
                user=request.user, upload=form.cleaned_data["file"], all_levels=form.cleaned_data["all_levels"]
            )
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect(record)
    past = RegistryImport.objects.visible_to(request.user).for_list()
    page = page_of(request, past, size=PAGE_SIZE)
    return render(request, "accompaniment/registry/registry_upload.html", {"form": form, "page": page})


def _own_import(request: AuthedRequest, import_id: UUID) -> RegistryImport:
    require(may_import(request.user))
    record: RegistryImport = get_visible_or_404(RegistryImport.objects.visible_to(request.user), pk=import_id)
    return record


@login_required
@require_safe
def preview(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    record = _own_import(request, import_id)
    runs.requeue_if_lost(record)
    return _page(request, record)


@login_required
@require_safe
def progress(request: AuthedRequest, import_id: UUID) -> JsonResponse:
    """The page's figures, for its script."""
    return progress_answer(_own_import(request, import_id))


@login_required
@require_POST
def confirm(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    record = _own_import(request, import_id)
    if not record.is_pending:
        messages.success(request, _("Esta importación ya no está por confirmar."))
        return redirect(record)
    form = _confirm_form(record, request.POST)
    if not form.is_valid():
        return _page(request, record, form)
    confirm_import(record=record, allow_closures=form.allows_closures)
    return redirect(record)


@login_required
@require_POST
def cancel(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    """Call an import off before it changes anything."""
    record = _own_import(request, import_id)
    if not call_off(record=record):
        messages.error(request, _("Ya se confirmó: no se puede dejar a medias."))
        return redirect(record)
    messages.success(request, _("No se importó nada y el archivo ya no está aquí."))
    return redirect("registry")


@login_required
@require_safe
def rows(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    """Every refused row, or every warning, page by page; narrowed to one reason."""
    record = _own_import(request, import_id)
    summary, chosen = ImportSummary.from_json(record.summary), chosen_faults(request.GET)
    page = page_of(request, Faults(record, **chosen), size=PAGE_SIZE)
    context = {
        "record": record,
        "title": wording.FAULTS[chosen["kind"]],
        "kinds": wording.fault_kinds(summary, chosen["kind"]),
        "reasons": wording.fault_reasons(summary, chosen["kind"], chosen["code"]),
        "page": page,
        "faults": [wording.fault_line(fault) for fault in page],
    }
    return render(request, "accompaniment/registry/registry_rows.html", context)


@login_required
@require_safe
def rows_export(request: AuthedRequest, import_id: UUID) -> HttpResponseBase:
    """The same as a file: all of them."""
    record = _own_import(request, import_id)
    return answer_with_list(request, FaultsList, import_id=str(record.pk))


def _confirm_form(record: RegistryImport, data: Any = None) -> RegistryConfirmForm:
    is_alarming = bool(ImportSummary.from_json(record.summary).alarming)
    return RegistryConfirmForm(data, is_alarming=record.is_pending and is_alarming)


def _page(request: AuthedRequest, record: RegistryImport, form: RegistryConfirmForm | None = None) -> HttpResponse:
    """The import as it stands: on its way, unreadable, waiting for confirmation, or applied."""
    if not (record.is_pending or record.is_applied):
        return render(request, "accompaniment/registry/registry_job.html", {"record": record})
    summary = ImportSummary.from_json(record.summary)
    context = {
        "record": record,
        "form": form or _confirm_form(record),
        "summary": summary,
        "figures": wording.figures(summary),
        "sections": wording.sections(summary),
        "fault_sections": wording.fault_sections(summary),
        "left_out": summary.counts["left_out"],
        "already_closed": summary.counts["already_closed"],
    }
    return render(request, "accompaniment/registry/registry_preview.html", context)

"""An instrument as one file: taken away, and brought back by way of a preview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.jobs import runs
from accompaniment.jobs.pages import progress_answer
from accompaniment.lib.bodies import takes_files
from accompaniment.lib.drafts import login_required
from accompaniment.lib.paging import page_of
from accompaniment.lib.tables.errors import UnreadableTable
from rubrics.instruments.files.writing import FORMS, file_name, instrument_file
from rubrics.instruments.forms.files import BringForm, ConfirmUploadForm
from rubrics.instruments.guards import require_maker, version_or_404
from rubrics.instruments.models.imports import InstrumentImport
from rubrics.instruments.models.instruments import Instrument
from rubrics.instruments.services.bringing import home_of
from rubrics.instruments.services.uploads import confirm_import, preview_upload
from rubrics.scales import short_label


@login_required
@require_safe
def download(request: AuthedRequest, code: str, number: int, form: str) -> FileResponse:
    version = version_or_404(request, code, number)
    if form not in FORMS:
        raise Http404
    return FileResponse(instrument_file(version, form), as_attachment=True, filename=file_name(version, form))


PAGE = 25


@takes_files(by=Instrument.makeable_by)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: AuthedRequest) -> HttpResponse:
    """A file first shows what it would make, or what is wrong with it."""
    require_maker(request)
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    if form.is_valid():
        try:
            return redirect(preview_upload(user=request.user, upload=form.cleaned_data["file"]))
        except UnreadableTable as error:
            form.add_error("file", str(error))
    past = InstrumentImport.objects.visible_to(request.user).for_list()
    page = page_of(request, past, size=PAGE)
    return render(request, "rubrics/instruments/import.html", {"form": form, "page": page})


def _own_import(request: AuthedRequest, import_id: UUID) -> InstrumentImport:
    require_maker(request)
    record: InstrumentImport = get_visible_or_404(InstrumentImport.objects.visible_to(request.user), pk=import_id)
    return record


@login_required
@require_safe
def import_preview(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    """The upload as it stands: on its way, unreadable, to be corrected, waiting for confirmation or applied."""
    record = _own_import(request, import_id)
    runs.requeue_if_lost(record)
    if not (record.is_pending or record.is_applied):
        return render(request, "rubrics/instruments/import_job.html", {"record": record})
    return _preview(request, record)


def _preview(request: AuthedRequest, record: InstrumentImport, form: ConfirmUploadForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {"record": record, **record.summary}
    if data := record.summary.get("data"):
        home = home_of(data=data, by=request.user)
        context |= {"home": home, "criteria": _criteria(data)}
        context["form"] = form or ConfirmUploadForm(by=request.user, has_home=bool(home))
    return render(request, "rubrics/instruments/import_preview.html", context)


def _criteria(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The criteria of the data, with each level as its scale calls it."""
    return [
        {
            **row,
            "levels": [
                {**level, "short": short_label(row["scale"], value)}
                for value, level in enumerate(row["levels"], start=1)
            ],
        }
        for row in data["criteria"]
    ]


@login_required
@require_safe
def import_progress(request: AuthedRequest, import_id: UUID) -> JsonResponse:
    """The page's figures, for its script."""
    return progress_answer(_own_import(request, import_id))


@login_required
@require_POST
def import_confirm(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    record = _own_import(request, import_id)
    if not (record.is_pending and record.summary.get("data")):
        return redirect(record)
    home = home_of(data=record.summary["data"], by=request.user)
    form = ConfirmUploadForm(request.POST, by=request.user, has_home=bool(home))
    if not form.is_valid():
        return _preview(request, record, form)
    try:
        version = confirm_import(record=record, ugel=form.ugel())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(record)
    if version is None:
        return redirect(record)
    messages.success(request, _("El instrumento quedó como borrador."))
    return redirect(version)

"""Putting institutions in networks: those ticked on the list, or those of a file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.access.guards import is_specialist, require_specialist
from accompaniment.jobs import runs
from accompaniment.jobs.pages import progress_answer
from accompaniment.lib.bodies import takes_files
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.paging import page_of
from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.territory.models import Institution

from .forms import NetworkForm, NetworksUploadForm
from .imports import confirm_import, preview_upload
from .models import NetworkImport
from .reading import NetworkList
from .services import assign_network


@login_required
@require_http_methods(["GET", "POST"])
def network_assign(request: AuthedRequest) -> HttpResponse:
    """Put the services ticked on the list (?institutions=) in one network."""
    require_specialist(request.user)
    sent = request.POST if request.method == "POST" else request.GET
    form = NetworkForm(
        typed(request),
        institutions=Institution.objects.managed_by(request.user),
        chosen=request.GET.getlist("institutions") or sent.getlist("institutions"),
    )
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["institutions"])
        changed = form.attempt(assign_network, institutions=chosen, name=form.cleaned_data["name"])
        if changed is not None:
            _add_message(request, changed)
            return redirect("institutions")
    return render(request, "accompaniment/territory/network_assign.html", {"form": form})


def _add_message(request: AuthedRequest, changed: int) -> None:
    text = ngettext("%(n)d servicio cambió de red.", "%(n)d servicios cambiaron de red.", changed)
    messages.success(request, text % {"n": changed})


PAGE = 25


@takes_files(by=is_specialist)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def networks_import(request: AuthedRequest) -> HttpResponse:
    """Networks from a file: what it would do is shown first."""
    require_specialist(request.user)
    form = NetworksUploadForm(request.POST, request.FILES) if request.method == "POST" else NetworksUploadForm()
    if form.is_valid():
        try:
            return redirect(preview_upload(user=request.user, upload=form.cleaned_data["file"]))
        except UnreadableTable as error:
            form.add_error("file", str(error))
    past = NetworkImport.objects.visible_to(request.user).for_list()
    page = page_of(request, past, size=PAGE)
    return render(request, "accompaniment/territory/networks_import.html", {"form": form, "page": page})


def _own_import(request: AuthedRequest, import_id: UUID) -> NetworkImport:
    require_specialist(request.user)
    record: NetworkImport = get_visible_or_404(NetworkImport.objects.visible_to(request.user), pk=import_id)
    return record


@login_required
@require_safe
def networks_preview(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    """The import as it stands: on its way, unreadable, waiting for confirmation or applied."""
    record = _own_import(request, import_id)
    runs.requeue_if_lost(record)
    if not (record.is_pending or record.is_applied):
        return render(request, "accompaniment/territory/networks_job.html", {"record": record})
    read = NetworkList.from_json(record.summary)
    context = {
        "record": record,
        "notes": read.notes,
        "changing": read.changing,
        "refused": [row for row in read.rows if row.reason],
        "same": sum(row.is_same for row in read.rows),
    }
    return render(request, "accompaniment/territory/networks_preview.html", context)


@login_required
@require_safe
def networks_progress(request: AuthedRequest, import_id: UUID) -> JsonResponse:
    """The page's figures, for its script."""
    return progress_answer(_own_import(request, import_id))


@login_required
@require_POST
def networks_confirm(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    record = _own_import(request, import_id)
    if confirm_import(record=record) and record.is_applied:
        _add_message(request, len(NetworkList.from_json(record.summary).changing))
        return redirect("institutions")
    return redirect(record)

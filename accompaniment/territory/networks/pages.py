"""Putting institutions in networks: those ticked on the list, or those of a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accompaniment.access import AuthedRequest
from accompaniment.access.guards import require_specialist
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.tables.errors import UnreadableTable
from accompaniment.territory.models import Institution

from .forms import NetworkForm, NetworksConfirmForm, NetworksUploadForm
from .services import NetworkRow, apply_networks, assign_network, read_networks


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


@login_required
@require_http_methods(["GET", "POST"])
def networks_import(request: AuthedRequest) -> HttpResponse:
    """Networks from a file: first what it would do, then, with the sealed list sent back, done."""
    require_specialist(request.user)
    if "plan" in request.POST:
        return _confirm(request)
    form = NetworksUploadForm(request.POST, request.FILES) if request.method == "POST" else NetworksUploadForm()
    lines: list[NetworkRow] = []
    notes: list[str] = []
    if form.is_valid():
        lines, notes = _lines(request, form, form.cleaned_data["file"])
    context = {"form": form, "lines": lines, "notes": notes, **_outcome(lines)}
    return render(request, "accompaniment/territory/networks_import.html", context)


def _lines(
    request: AuthedRequest, form: NetworksUploadForm, upload: UploadedFile
) -> tuple[list[NetworkRow], list[str]]:
    try:
        return read_networks(upload, by=request.user)
    except UnreadableTable as error:
        form.add_error("file", str(error))
        return [], []


def _outcome(lines: list[NetworkRow]) -> dict[str, object]:
    changing = [line for line in lines if not (line.reason or line.is_same)]
    return {
        "refused": [line for line in lines if line.reason],
        "changing": changing,
        "same": sum(line.is_same for line in lines),
        "plan": NetworksConfirmForm.seal([(line.code, line.network) for line in changing]) if changing else "",
    }


def _confirm(request: AuthedRequest) -> HttpResponse:
    form = NetworksConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["plan"])))
        return redirect("networks_import")
    try:
        changed = apply_networks(by=request.user, pairs=form.cleaned_data["plan"])
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("networks_import")
    _add_message(request, changed)
    return redirect("institutions")

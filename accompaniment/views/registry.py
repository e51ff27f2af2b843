"""Pages of the registry import: upload, preview, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import Allowed, Denied, get_visible_or_404, reach_of, require
from ..forms.registry import RegistryConfirmForm, RegistryUploadForm
from ..models import RegistryImport, User
from ..registry import wording
from ..registry.errors import RegistryError, UnreadableFile
from ..registry.services import confirm_import, preview_upload
from ..registry.summary import Summary

if TYPE_CHECKING:
    from ..access import AuthedRequest

PAGE_SIZE = 25


def may_import(user: User) -> Allowed | Denied:
    """Whether the person keeps a registry: a specialist her UGEL's, an administrator every one."""
    reach = reach_of(user)
    if reach.is_specialist or reach.is_administrator:
        return Allowed()
    return Denied(_("El padrón lo importan las especialistas de UGEL y las administradoras."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: AuthedRequest) -> HttpResponse:
    require(may_import(request.user))
    form = RegistryUploadForm(request.POST, request.FILES) if request.method == "POST" else RegistryUploadForm()
    if form.is_valid():
        try:
            record = preview_upload(
                user=request.user, upload=form.cleaned_data["file"], all_levels=form.cleaned_data["all_levels"]
            )
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("registry_preview", record.pk)
    past = Paginator(RegistryImport.objects.visible_to(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accompaniment/registry_upload.html", {"form": form, "page": past})


@login_required
@require_safe
def preview(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    require(may_import(request.user))
    record = get_visible_or_404(RegistryImport.objects.visible_to(request.user), pk=import_id)
    return _preview_page(request, record)


@login_required
@require_POST
def confirm(request: AuthedRequest, import_id: UUID) -> HttpResponse:
    require(may_import(request.user))
    record = get_visible_or_404(RegistryImport.objects.visible_to(request.user), pk=import_id)
    form = _confirm_form(record, request.POST)
    if not form.is_valid():
        return _preview_page(request, record, form)
    try:
        is_new = confirm_import(record=record, user=request.user, allow_closures=form.allows_closures)
    except RegistryError as error:
        messages.error(request, str(error))
    else:
        said = _("Listo: el padrón quedó importado.") if is_new else _("Esta importación ya estaba aplicada.")
        messages.success(request, said)
    return redirect("registry_preview", record.pk)


def _confirm_form(record: RegistryImport, data: Any = None) -> RegistryConfirmForm:
    is_pending = record.status == RegistryImport.Status.PREVIEW
    is_alarming = bool(Summary.from_json(record.summary).alarming)
    return RegistryConfirmForm(data, is_alarming=is_pending and is_alarming)


def _preview_page(
    request: AuthedRequest, record: RegistryImport, form: RegistryConfirmForm | None = None
) -> HttpResponse:
    summary = Summary.from_json(record.summary)
    context = {
        "record": record,
        "is_pending": record.status == RegistryImport.Status.PREVIEW,
        "form": form or _confirm_form(record),
        "summary": summary,
        "figures": wording.figures(summary),
        "sections": wording.sections(summary),
        "fault_sections": wording.fault_sections(summary),
        "left_out": summary.counts["left_out"],
        "already_closed": summary.counts["already_closed"],
    }
    return render(request, "accompaniment/registry_preview.html", context)

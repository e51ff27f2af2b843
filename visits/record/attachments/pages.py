"""Photos and audios of a visit: their page, each file, what it shows, and taking it away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import Allowed, AuthedRequest, Denied, get_visible_or_404, reach_of, require
from accompaniment.lib.bodies import takes_files
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.file_answers import answer_with
from visits.record.access_log import log_visit_access
from visits.record.models.attachments import Attachment
from visits.record.models.visits import Visit

from .forms import AttachmentForm, CaptionForm, WithdrawForm
from .media import ALONE, CONTENT_TYPES
from .services import attach, describe, detach, withdraw

WITH_PEOPLE = ("campaign", "teacher", "institution")


def may_attach(visit: Visit, request: AuthedRequest) -> Allowed | Denied:
    if not visit.campaign.photos_allowed:
        return Denied(_("Este año tu UGEL no permite fotos ni audios."))
    return visit.editable_by(request.user)


def may_withdraw(visit: Visit, request: AuthedRequest) -> Allowed | Denied:
    """A consent may be withdrawn at any time, whatever has been closed."""
    reach = reach_of(request.user)
    if reach.wrote_as(visit.companion_id) or reach.keeps(visit.ugel_id):
        return Allowed()
    return Denied(_("La retira quien hizo la visita, o la especialista de la UGEL. Pídeselo a una de ellas."))


@takes_files()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit_attachments(request: AuthedRequest, visit_id: UUID) -> HttpResponse:
    visible = Visit.objects.visible_to(request.user).select_related(*WITH_PEOPLE)
    visit = get_visible_or_404(visible, pk=visit_id)
    require(visit.levels_shown_to(request.user))
    verdict = may_attach(visit, request)
    form = AttachmentForm()
    if request.method == "POST":
        require(verdict)
        form = AttachmentForm(request.POST, request.FILES)
        if form.is_valid() and _attached(request, visit, form):
            messages.success(request, _("Guardado."))
            return redirect("visits:attachments", visit.pk)
    log_visit_access(by=request.user, visit=visit)
    context = {
        "visit": visit,
        "attachments": visit.attachments.all(),
        "form": form if verdict else None,
        "may_edit": bool(visit.editable_by(request.user)),
        "may_withdraw": bool(may_withdraw(visit, request)),
        "refusal": verdict.reason if isinstance(verdict, Denied) else "",
    }
    return render(request, "visits/record/attachments.html", context)


def _attached(request: AuthedRequest, visit: Visit, form: AttachmentForm) -> bool:
    values = {name: form.cleaned_data[name] for name in ("caption", "consent")}
    return form.accepted(attach, visit=visit, by=request.user, media=form.cleaned_data["file"], **values)


def _visible(request: AuthedRequest, attachment_id: UUID) -> Attachment:
    attachments = Attachment.objects.visible_to(request.user)
    return get_visible_or_404(attachments.select_related(*(f"visit__{name}" for name in WITH_PEOPLE)), pk=attachment_id)


@login_required
@require_safe
def attachment_file(request: AuthedRequest, attachment_id: UUID) -> HttpResponse | FileResponse:
    """The file, to whoever may read the visit; no proxy and no browser keeps it."""
    attachment = _visible(request, attachment_id)
    require(attachment.visit.levels_shown_to(request.user))
    log_visit_access(by=request.user, visit=attachment.visit)
    suffix = str(attachment.file.name).rpartition(".")[2]
    return answer_with(
        request,
        attachment.file,
        sha256=attachment.sha256,
        filename=f"{attachment.kind}-{attachment.pk}.{suffix}",
        content_type=CONTENT_TYPES[suffix],
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": ALONE},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_edit(request: AuthedRequest, attachment_id: UUID) -> HttpResponse:
    attachment = _visible(request, attachment_id)
    require(attachment.visit.editable_by(request.user))
    form = CaptionForm(typed(request), row=attachment)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(describe, attachment=attachment, **form.cleaned_data)
    ):
        messages.success(request, _("Guardado."))
        return redirect("visits:attachments", attachment.visit_id)
    return render(request, "visits/record/attachment_edit.html", {"attachment": attachment, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_remove(request: AuthedRequest, attachment_id: UUID) -> HttpResponse:
    attachment = _visible(request, attachment_id)
    require(attachment.visit.editable_by(request.user))
    if request.method == "POST":
        detach(attachment=attachment)
        messages.success(request, _("Borrado, también el archivo."))
        return redirect("visits:attachments", attachment.visit_id)
    return render(request, "visits/record/attachment_remove.html", {"attachment": attachment})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_withdraw(request: AuthedRequest, attachment_id: UUID) -> HttpResponse:
    attachment = _visible(request, attachment_id)
    require(attachment.visit.levels_shown_to(request.user))
    require(may_withdraw(attachment.visit, request))
    form = WithdrawForm(typed(request))
    if request.method == "POST" and form.is_valid():
        withdraw(attachment=attachment, reason=form.cleaned_data["reason"])
        messages.success(request, _("Retirado, también el archivo. Queda anotado por qué."))
        return redirect("visits:attachments", attachment.visit_id)
    log_visit_access(by=request.user, visit=attachment.visit)
    return render(request, "visits/record/attachment_withdraw.html", {"attachment": attachment, "form": form})

"""Issued documents: list, page, file, and the public page that verifies one."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accompaniment.access import Allowed, Denied, get_visible_or_404, reach_of, require
from accompaniment.audit.services import log_access
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.file_answers import answer_with
from accompaniment.lib.paging import page_of
from accompaniment.lib.sorting import sorting_of
from accompaniment.lib.text import uuids_of
from accompaniment.models import AccessLogEntry, User
from reports.documents.kinds.session_minutes import SESSION_MINUTES
from reports.documents.models.batches import Batch
from reports.documents.models.documents import Document, DocumentQuerySet

from .annulment import annul, may_annul
from .archives import archive_of
from .forms import AnnulForm, DocumentFilter, VerifyForm
from .minutes_read import annex_of, own_part

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest


PAGE = 25
BATCHES = 5


def may_list(user: User) -> Allowed | Denied:
    reach = reach_of(user)
    if reach.is_specialist or reach.is_director or reach.is_companion or reach.is_accompanied:
        return Allowed()
    return Denied(_("Los documentos son de quienes acompañan, dirigen o son acompañadas."))


@login_required
@require_GET
def document_list(request: "AuthedRequest") -> HttpResponse:
    require(may_list(request.user))
    found = DocumentFilter(request.GET, queryset=Document.objects.visible_to(request.user))
    sorting = sorting_of(
        request, kind="kind", person="teacher__search_name", place="institution__search_name", day="issued_at"
    )
    page = page_of(request, sorting.rows(found.qs), size=PAGE, annotate=_as_rows)
    context = {"filter": found, "page": page, "sorting": sorting, "batches": _batches_of(request)}
    return render(request, "reports/documents/list.html", context)


def _batches_of(request: "AuthedRequest") -> list[Batch]:
    """The user's last requests for many, where the list is neither narrowed nor turned over."""
    reach = reach_of(request.user)
    if request.GET or not (reach.is_specialist or reach.is_companion or reach.is_director):
        return []
    asked = Batch.objects.visible_to(request.user).filter(requested_by=request.user)
    return list(asked.recent().with_progress()[:BATCHES])


def _as_rows(documents: DocumentQuerySet) -> DocumentQuerySet:
    return documents.select_related("teacher", "institution").defer("snapshot")


@login_required
@require_GET
def documents_archive(request: "AuthedRequest") -> HttpResponse | FileResponse:
    """The documents ticked on the list (`?documents=`) as one ZIP; one that she may not open makes it a page 404."""
    require(may_list(request.user))
    keys = set(uuids_of(request.GET.getlist("documents")))
    if not keys or len(keys) > PAGE:
        messages.info(request, _("Marca en la lista de 1 a %(n)d documentos.") % {"n": PAGE})
        return redirect("reports:documents")
    documents = list(_whole(request.user).filter(pk__in=keys))
    if len(documents) < len(keys):
        raise Http404
    for document in documents:
        require(document.readable_by(request.user))
    try:
        archive = archive_of(documents)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
        return redirect("reports:documents")
    for document in documents:
        _log(request.user, AccessLogEntry.What.DOWNLOAD, document)
    return FileResponse(archive, as_attachment=True, filename=_("documentos.zip"), content_type="application/zip")


@login_required
@require_GET
def document_page(request: "AuthedRequest", document_id: UUID) -> HttpResponse:
    document = _readable(request.user, document_id)
    visible = Document.objects.visible_to(request.user)
    context: dict[str, Any] = {
        "document": document,
        "may_annul": may_annul(request.user, document),
        "replacement": visible.replacing(document).first() if document.is_annulled else None,
    }
    if document.kind == SESSION_MINUTES.code:
        context |= {"annex": annex_of(document), "may_read": own_part(document.session_id, request.user)}
    _log(request.user, AccessLogEntry.What.DOCUMENT, document)
    return render(request, "reports/documents/document.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def document_annul(request: "AuthedRequest", document_id: UUID) -> HttpResponse:
    document = _readable(request.user, document_id)
    require(may_annul(request.user, document))
    form = AnnulForm(typed(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.accepted(annul, document=document, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("El documento quedó anulado. Si hace falta, emite otro que lo reemplace."))
        return redirect(document)
    return render(request, "reports/documents/annul.html", {"document": document, "form": form})


def _readable(user: User, document_id: UUID) -> Document:
    """The document, if the user may open it now; else a page 404, or 403 with the reason."""
    document: Document = get_visible_or_404(_whole(user), pk=document_id)
    require(document.readable_by(user))
    return document


def _whole(user: User) -> DocumentQuerySet:
    documents = Document.objects.visible_to(user)
    people = ("teacher", "institution", "campaign__ugel", "issued_by", "annulled_by")
    return documents.select_related(*people).defer("snapshot")


def _log(by: User, what: AccessLogEntry.What, document: Document) -> None:
    log_access(
        by=by,
        what=what,
        teacher=document.teacher,
        institution=document.institution,
        ugel=None if document.institution else document.ugel,
        object_id=document.pk,
        about=document.full_number,
    )


@login_required
@require_GET
def document_file(request: "AuthedRequest", document_id: UUID) -> HttpResponse | FileResponse:
    """The file as it was issued."""
    document = _readable(request.user, document_id)
    _log(request.user, AccessLogEntry.What.DOWNLOAD, document)
    return answer_with(
        request,
        document.file,
        sha256=document.sha256,
        as_attachment="inline" not in request.GET,
        filename=document.file_name,
        content_type="application/pdf",
        headers={"X-Content-Type-Options": "nosniff"},
    )


@require_GET
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Public: confirm a document's number, date and hash, and nothing personal. Codes are typed from paper."""
    form = VerifyForm({"code": code} if code else request.GET if "code" in request.GET else None)
    if not form.is_bound:
        return render(request, "reports/documents/verify.html", {"form": form})
    if form.is_valid():
        typed = form.cleaned_data["code"]
        if typed != code:
            return redirect("reports:verify_code", typed)
        document = Document.objects.filter(code=typed).select_related("ugel").defer("snapshot").first()
        if document is not None:
            return render(request, "reports/documents/verify.html", {"document": document, "form": VerifyForm()})
        form.add_error("code", _("Ningún documento emitido aquí tiene este código. Revisa cada letra del papel."))
    return render(request, "reports/documents/verify.html", {"form": form}, status=404)

"""Taking a list away: at once when it is short; else asked for, followed, and downloaded when it is ready."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404, require
from accompaniment.accounts.models import User
from accompaniment.jobs import runs
from accompaniment.jobs.pages import progress_answer
from accompaniment.lib.drafts import login_required
from accompaniment.lib.file_answers import answer_with
from accompaniment.lib.paging import page_of
from accompaniment.lib.sealed_words import shown
from accompaniment.lib.tables.download import CONTENT_TYPES, answer_with_table, form_of

from .listing import ExportedList, exported_lists
from .making import Incomplete, legend_of, make_file
from .models import Export
from .services import KEPT_DAYS, remove_export, request_export, unfinished_export
from .wording import about, filters_in_words, how_far, may_read, tally_of

AT_ONCE = 5_000  # entries of a list that are written while a person waits
PAGE = 25


# --- Asking ------------------------------------------------------------------------------------------------------
def answer_with_list(request: AuthedRequest, chosen: type[ExportedList], **fixed: str) -> HttpResponseBase:
    """Answer with a list as a file; with a page that offers to prepare a long one. `fixed` narrows it besides."""
    wanted, form = _wanted(request, chosen, **fixed), _form(request, chosen)
    require(wanted.verdict())
    count = wanted.count()
    if count > AT_ONCE:
        under_way = unfinished_export(wanted=wanted, form=form)
        return redirect(under_way) if under_way else _offer(request, wanted, form, count, fixed)
    wanted.log()
    return _at_once(request, wanted, form)


def _wanted(request: HttpRequest, chosen: type[ExportedList], **fixed: str) -> ExportedList:
    asked = {**dict(request.GET.lists()), **{name: [value] for name, value in fixed.items()}}
    return chosen(request.user, asked)  # type: ignore[arg-type]  # signed in


def _form(request: HttpRequest, chosen: type[ExportedList]) -> str:
    asked = form_of(request.GET.get("format", ""))
    return asked if asked in chosen.forms else chosen.forms[0]


def _at_once(request: HttpRequest, wanted: ExportedList, form: str) -> HttpResponseBase:
    listings = wanted.listings()
    try:
        made = make_file(*listings, form=form, about=about(wanted))
    except Incomplete:
        messages.error(request, _("La lista cambió mientras se escribía. Descárgala otra vez."))
        return redirect(wanted.page())
    return answer_with_table(made.file, name=listings[0].name, form=form)


def _offer(request: HttpRequest, wanted: ExportedList, form: str, count: int, fixed: dict[str, str]) -> HttpResponse:
    query = shown(request.GET)
    for name, value in {**fixed, "format": form}.items():
        query[name] = value
    query.pop("page", None)
    context = {
        "wanted": wanted,
        "title": capfirst(str(wanted.title)),
        "words": filters_in_words(wanted.in_words()),
        "count": count,
        "form_name": Export.Form(form).label,
        "query": query.urlencode(),
        "kept_days": KEPT_DAYS,
    }
    return render(request, "accompaniment/exports/offer.html", context)


@login_required
@require_POST
def export_ask(request: AuthedRequest, code: str) -> HttpResponse:
    chosen = exported_lists().get(code)
    if chosen is None:
        raise Http404
    wanted = _wanted(request, chosen)
    require(wanted.verdict())
    return redirect(_asked(request, wanted, _form(request, chosen)) or "exports")


def _asked(request: AuthedRequest, wanted: ExportedList, form: str) -> Export | None:
    try:
        with transaction.atomic():  # who may take out no more this hour has nothing prepared either
            export = request_export(wanted=wanted, form=form)
            wanted.log()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None
    return export


# --- What was asked for ------------------------------------------------------------------------------------------
@login_required
@require_safe
def export_list(request: AuthedRequest) -> HttpResponse:
    page = page_of(request, Export.objects.visible_to(request.user), size=PAGE)
    rows = [(export, _title(export)) for export in page]
    return render(request, "accompaniment/exports/list.html", {"page": page, "rows": rows, "kept_days": KEPT_DAYS})


def _own(user: User, export_id: UUID) -> tuple[Export, ExportedList]:
    """A request of her own, and its list as it is for her now; a page 403 where she may not have it any more."""
    export: Export = get_visible_or_404(Export.objects.visible_to(user), pk=export_id)
    chosen = exported_lists().get(export.code)
    if chosen is None:  # a list of before
        raise Http404
    wanted = chosen(user, export.filters)
    if not export.has_expired:  # then there is nothing left to read
        require(may_read(export, wanted))
    return export, wanted


def _title(export: Export) -> str:
    chosen = exported_lists().get(export.code)
    return capfirst(str(chosen.title)) if chosen else export.code


@login_required
@require_safe
def export_page(request: AuthedRequest, export_id: UUID) -> HttpResponse:
    export, wanted = _own(request.user, export_id)
    runs.requeue_if_lost(export)
    context = {
        "export": export,
        "wanted": wanted,
        "title": _title(export),
        "words": filters_in_words(export.words),
        "how_far": how_far(export),
        "holds": tally_of(export).in_words() if export.is_ready else (),
    }
    return render(request, "accompaniment/exports/export.html", context)


@login_required
@require_safe
def export_progress(request: AuthedRequest, export_id: UUID) -> JsonResponse:
    """The page's figures, for its script."""
    export, _wanted = _own(request.user, export_id)
    return progress_answer(export, how_far=how_far(export))


@login_required
@require_safe
def export_file(request: AuthedRequest, export_id: UUID) -> HttpResponseBase:
    export, wanted = _own(request.user, export_id)
    if not export.is_ready:
        return redirect(export)
    wanted.log()
    options: dict[str, Any] = {"content_type": CONTENT_TYPES[export.form], "filename": export.file_name}
    return answer_with(request, export.file, sha256=export.sha256, as_attachment=True, **options)


@login_required
@require_safe
def export_legend(request: AuthedRequest, export_id: UUID) -> HttpResponse:
    """What the file is, as a text to be kept beside it: a CSV has no place for that."""
    export, _wanted = _own(request.user, export_id)
    if not export.is_ready:
        return redirect(export)
    said = legend_of([(_("Lista"), _title(export)), *filters_in_words(export.words)], tally_of(export))
    lines = [(_("Archivo"), export.file_name), *said, ("SHA-256", export.sha256)]
    text = "".join(f"{label}: {value}\r\n" for label, value in lines)
    name = export.file_name.rpartition(".")[0]
    headers = {"Content-Disposition": f'attachment; filename="{name}-leyenda.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@login_required
@require_POST
def export_again(request: AuthedRequest, export_id: UUID) -> HttpResponse:
    """After a failure: the same list, by a request of its own."""
    export, wanted = _own(request.user, export_id)
    if export.status != Export.Status.FAILED:
        return redirect(export)
    new = _asked(request, wanted, export.form)
    if new:
        remove_export(export=export)
    return redirect(new or export)


@login_required
@require_POST
def export_remove(request: AuthedRequest, export_id: UUID) -> HttpResponse:
    """Call it off while it is not finished; afterwards, take its file away before its time."""
    export, wanted = _own(request.user, export_id)
    remove_export(export=export)
    gone = _("El archivo ya no está aquí.") if export.is_finished else _("No se prepara más: nada quedó guardado.")
    messages.success(request, gone)
    return redirect(wanted.page())

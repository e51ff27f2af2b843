"""An instrument as one file: taken away, and brought back by way of a preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest
from accompaniment.lib.drafts import login_required
from accompaniment.lib.tables.errors import UnreadableTable
from rubrics.instruments.files.reading import Brought, read_file
from rubrics.instruments.files.writing import FORMS, file_name, instrument_file
from rubrics.instruments.forms.files import BringForm, ConfirmUploadForm, opened
from rubrics.instruments.guards import require_maker, version_or_404
from rubrics.instruments.models.versions import InstrumentVersion
from rubrics.instruments.services.bringing import bring_instrument, home_of
from rubrics.scales import short_label


@login_required
@require_safe
def download(request: AuthedRequest, code: str, number: int, form: str) -> FileResponse:
    version = version_or_404(request, code, number)
    if form not in FORMS:
        raise Http404
    return FileResponse(instrument_file(version, form), as_attachment=True, filename=file_name(version, form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: AuthedRequest) -> HttpResponse:
    """A file first shows what it would make, or what is wrong with it; sent back sealed, it becomes a draft."""
    require_maker(request)
    if "plan" in request.POST:
        return _confirm(request)
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    brought = Brought()
    if form.is_valid():
        try:
            brought = read_file(form.cleaned_data["file"])
        except UnreadableTable as error:
            form.add_error("file", str(error))
    context: dict[str, Any] = {"form": form, "brought": brought}
    if brought.data:
        home = home_of(data=brought.data, by=request.user)
        context |= _preview(brought.data, home) | {
            "confirm": ConfirmUploadForm(
                by=request.user, has_home=bool(home), initial={"plan": ConfirmUploadForm.seal(brought.data)}
            )
        }
    return render(request, "rubrics/instruments/import.html", context)


def _preview(data: dict[str, Any], home: InstrumentVersion | None) -> dict[str, Any]:
    """Return what the page shows of the data, with each level as its scale calls it."""
    criteria = [
        {
            **row,
            "levels": [
                {**level, "short": short_label(row["scale"], value)}
                for value, level in enumerate(row["levels"], start=1)
            ],
        }
        for row in data["criteria"]
    ]
    return {"criteria": criteria, "data": data, "home": home}


def _confirm(request: AuthedRequest) -> HttpResponse:
    data = opened(request.POST["plan"])
    if data is None:
        messages.error(request, _("Esta vista previa ya no sirve. Sube el archivo otra vez."))
        return redirect("rubrics:import")
    home = home_of(data=data, by=request.user)
    form = ConfirmUploadForm(request.POST, by=request.user, has_home=bool(home))
    if not form.is_valid():
        return render(
            request, "rubrics/instruments/import.html", {"form": BringForm(), "confirm": form, **_preview(data, home)}
        )
    try:
        version = bring_instrument(data=data, home=home, ugel=form.ugel())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("rubrics:import")
    messages.success(request, _("El instrumento quedó como borrador."))
    return redirect(version)

"""Pages where a specialist writes down a service that the registry lacks, or puts right what it leaves blank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accompaniment.access.guards import managed_or_refused, require_specialist
from accompaniment.accounts.models import User
from accompaniment.lib.drafts import login_required, typed
from accompaniment.lib.identifiers import compact
from accompaniment.territory.models import Institution, InstitutionQuerySet, Ugel

from .forms import ServiceForm
from .services import correct_service, register_service

if TYPE_CHECKING:
    from accompaniment.access import AuthedRequest

SHOWN = 5


@login_required
@require_http_methods(["GET", "POST"])
def institution_new(request: AuthedRequest) -> HttpResponse:
    """Write down a service that the registry does not have yet."""
    require_specialist(request.user)
    form = ServiceForm(typed(request), row=None, ugels=Ugel.objects.managed_by(request.user))
    if request.method == "POST" and form.is_valid():
        institution = form.attempt(register_service, ugel=form.cleaned_data["ugel"], values=form.values())
        if institution:
            messages.success(request, _("El servicio quedó registrado por la UGEL, hasta que el padrón lo traiga."))
            return redirect(institution)
    context = {"form": form, "known": _known(request.user, form.data)}
    return render(request, "accompaniment/territory/institution_new.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def institution_edit(request: AuthedRequest, institution_id: int) -> HttpResponse:
    """Put right what the registry lacks of a service."""
    visible = Institution.objects.visible_to(request.user).select_related("ugel")
    institution = managed_or_refused(visible, Institution.objects.managed_by(request.user), pk=institution_id)
    form = ServiceForm(typed(request), row=institution, ugels=Ugel.objects.none())
    if request.method == "POST" and form.is_valid():
        if form.accepted(correct_service, institution=institution, values=form.values()):
            messages.success(request, _("Los datos del servicio quedaron guardados."))
            return redirect(institution)
        institution.refresh_from_db()
    context = {"form": form, "institution": institution, "asks": len(form.fields) > 1}
    return render(request, "accompaniment/territory/institution_edit.html", context)


def _known(user: User, data: Any) -> InstitutionQuerySet:
    """What the user sees already under the code or the name that was typed."""
    seen = Institution.objects.visible_to(user)
    code, name = compact(data.get("modular_code", "")), data.get("name", "").strip()
    found = seen.filter(modular_code=code) if code else seen.none()
    return (found | seen.named_like(name) if len(name) > 3 else found)[:SHOWN]

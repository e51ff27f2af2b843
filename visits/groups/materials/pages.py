"""Materials of a session: their page, opening one, taking one away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404, reach_of, require
from accompaniment.lib.bodies import takes_files
from accompaniment.lib.drafts import login_required
from accompaniment.lib.file_answers import answer_with
from visits.groups.models import GroupSession
from visits.record.attachments.media import ALONE, CONTENT_TYPES

from .forms import MaterialForm
from .models import SessionMaterial
from .services import add_material, note_opening, remove_material


@takes_files()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_materials(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    sessions = GroupSession.objects.visible_to(request.user).select_related("campaign__ugel")
    session: GroupSession = get_visible_or_404(sessions, pk=session_id)
    verdict = session.writable_by(request.user)
    form = MaterialForm()
    if request.method == "POST":
        require(verdict)
        form = MaterialForm(request.POST, request.FILES)
        if form.is_valid() and form.accepted(add_material, session=session, by=request.user, **form.material()):
            messages.success(request, _("El material quedó guardado: lo abren las personas convocadas."))
            return redirect("visits:session_materials", session.pk)
    context = {
        "session": session,
        "materials": session.materials.with_opened(),
        "called": session.attendances.count(),
        "form": form if verdict else None,
    }
    return render(request, "visits/groups/materials.html", context)


def _visible(request: AuthedRequest, material_id: UUID) -> SessionMaterial:
    materials = SessionMaterial.objects.visible_to(request.user).select_related("session__campaign__ugel")
    material: SessionMaterial = get_visible_or_404(materials, pk=material_id)
    return material


@login_required
@require_safe
def material_open(request: AuthedRequest, material_id: UUID) -> HttpResponse | FileResponse:
    """Lead to the link, or hand the file out; whoever is called counts once as having opened it.

    Who sees the site in her place does not count as her.
    """
    material = _visible(request, material_id)
    called = material.session.attendances.filter(teacher=reach_of(request.user).own_teacher)
    own = called.select_related("teacher").first()
    if own and request.method == "GET" and not getattr(request.user, "seen_by", None):
        note_opening(material=material, teacher=own.teacher)
    if material.link:
        return HttpResponseRedirect(material.link, headers={"Referrer-Policy": "no-referrer"})
    return answer_with(
        request,
        material.file,
        sha256=material.sha256,
        filename=f"material-{material.pk}.{material.suffix}",
        content_type=CONTENT_TYPES[material.suffix],
        headers={"X-Content-Type-Options": "nosniff", "Content-Security-Policy": ALONE},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def material_remove(request: AuthedRequest, material_id: UUID) -> HttpResponse:
    material = _visible(request, material_id)
    require(material.session.writable_by(request.user))
    if request.method == "POST":
        remove_material(material=material)
        messages.success(request, _("«%(title)s» ya no está en la reunión.") % {"title": material})
        return redirect("visits:session_materials", material.session_id)
    return render(request, "visits/groups/material_remove.html", {"material": material})

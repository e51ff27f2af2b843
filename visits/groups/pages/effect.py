"""Whether a group session was followed by higher levels in what it worked on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accompaniment.access import AuthedRequest, get_visible_or_404
from accompaniment.lib.drafts import login_required
from accompaniment.lib.small_groups import LEAST_GROUP
from visits.groups.effects import effect_of
from visits.groups.models import GroupSession


@login_required
@require_safe
def session_effect(request: AuthedRequest, session_id: UUID) -> HttpResponse:
    """Counts alone, for whoever may read the session."""
    sessions = GroupSession.objects.visible_to(request.user).select_related("criterion")
    session: GroupSession = get_visible_or_404(sessions, pk=session_id)
    effect = effect_of(session, request.user) if session.state == GroupSession.State.HELD else None
    titles = [_("Asistieron, antes"), _("Asistieron, después"), _("No asistieron, antes"), _("No asistieron, después")]
    context = {
        "session": session,
        "effect": effect,
        "drawing": effect.drawing(titles) if effect else None,
        "groups": [(_("Asistieron"), effect.came), (_("No asistieron"), effect.others)] if effect else [],
        "least": LEAST_GROUP,
    }
    return render(request, "visits/groups/effect.html", context)

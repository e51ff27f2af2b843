"""Seeing the site as somebody else: choosing whom, beginning, and leaving."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accompaniment.access import AuthedRequest, deny, get_visible_or_404, reach_of, require
from accompaniment.access.guards import asks_administrators_again
from accompaniment.accounts.models import User
from accompaniment.lib.drafts import login_required

from . import session
from .services import LASTS, begin_to_see_as, may_see_as, people_like

SHOWN = 25


def require_administrator(user: User) -> None:
    if not reach_of(user).is_administrator:
        deny(_("Ver el sitio como otra persona es de la administradora."))


@login_required
@require_safe
def see_as(request: AuthedRequest) -> HttpResponse:
    """Look a person up by name or document; nobody is listed until something is asked."""
    require_administrator(request.user)
    words = request.GET.get("q", "").strip()[:80]
    found = list(people_like(words)[: SHOWN + 1]) if words else []
    context = {"words": words, "people": found[:SHOWN], "has_more": len(found) > SHOWN, "minutes": LASTS.seconds // 60}
    return render(request, "accompaniment/entry/see_as.html", context)


@login_required
@asks_administrators_again
@require_POST
def see_as_start(request: AuthedRequest, user_id: int) -> HttpResponse:
    require_administrator(request.user)
    person = get_visible_or_404(User.objects.select_related("teacher"), pk=user_id)
    require(may_see_as(request.user, person))
    begin_to_see_as(by=request.user, person=person)
    session.begin(request, person)
    return redirect("home")


@login_required
@require_POST
def see_as_end(request: AuthedRequest) -> HttpResponse:
    """Leave; without a session that sees the site as somebody else nothing happens."""
    session.end(request)
    return redirect("see_as" if reach_of(request.user).is_administrator else "home")

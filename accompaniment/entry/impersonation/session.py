"""An administrator's session in which the site is seen as somebody else sees it: read-only, for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accompaniment.accounts.models import User
from accompaniment.accounts.ways_in import account_of_session
from accompaniment.lib.contributions import private_pages

from .services import LASTS, may_see_as

SEEN = "seen_as"  # in a session: as whom the site is seen, and until when
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def begin(request: HttpRequest, person: User) -> None:
    request.session[SEEN] = {"person": person.pk, "until": (timezone.now() + LASTS).isoformat()}


def end(request: HttpRequest) -> None:
    request.session.pop(SEEN, None)


class SeeAsMiddleware:
    """Puts the person who is seen in the administrator's place, for every page and its one access rule alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = request.session.get(SEEN)
        if seen is None or request.path == reverse("see_as_end"):
            return self.get_response(request)
        person = _person(request, seen)
        if person is None:
            end(request)
            messages.info(request, _("Terminó el tiempo de ver el sitio como otra persona."))
            return redirect("see_as")
        person.seen_by = request.user  # type: ignore[assignment] # `_person` makes sure that somebody is signed in
        request.user = person
        if request.method not in SAFE:
            raise PermissionDenied(
                _("Estás viendo el sitio como %(person)s: aquí solo se mira. Sal de esta vista para hacer cambios.")
                % {"person": person}
            )
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        # Pages that are about an account and not about its work, or that hold what only their author reads.
        if getattr(request.user, "seen_by", None) and name.startswith(private_pages()):
            raise PermissionDenied(_("Esta página es solo de ella: no se abre viendo el sitio como otra persona."))


def _person(request: HttpRequest, seen: dict[str, Any]) -> User | None:
    """Whom the session sees the site as; None once its time is over, or either of them may no longer."""
    if not request.user.is_authenticated or timezone.now() >= datetime.fromisoformat(seen["until"]):
        return None
    person = account_of_session(seen["person"])
    return person if person and may_see_as(request.user, person) else None

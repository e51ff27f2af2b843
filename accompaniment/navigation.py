"""What the header offers a user: only pages that the user may open."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accompaniment.lib.contributions import addresses_of, navigation_entries

from .access import Reach, reach_of

HOME = "/"
OF_AN_ACCOUNT = ("/accounts/", "/privacy/")


@dataclass(frozen=True)
class HeaderEntry:
    """A link of the header."""

    label: str
    url: str
    is_current: bool = False


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation` and `role_names` of the person who signed in; for others, another way in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"provider": settings.OIDC if settings.OIDC["issuer"] else None}
    reach = reach_of(user)
    offered = [entry for entry in navigation_entries() if entry.is_for(reach)]
    current = _current(request.path, [entry.route for entry in offered])
    entries = [HeaderEntry(str(one.label), reverse(one.route), is_current=one.route == current) for one in offered]
    entries += [
        HeaderEntry(_(text), f"{reverse('home')}?view={view}", is_current=request.GET.get("view") == view)
        for text, view in _other_homes(reach)
    ]
    return {"navigation": entries, "role_names": _role_names(reach), "reach": reach}


def _current(path: str, routes: list[str]) -> str:
    """The route among these whose addresses tell most of this one's beginning; none on the pages of an account."""
    found = [(len(begin), route) for route in routes for begin in addresses_of(route) if path.startswith(begin)]
    if path.startswith(OF_AN_ACCOUNT):  # they are at home nowhere, but where an app says so
        found = [(length, route) for length, route in found if length > len(HOME)]
    return max(found, default=(0, ""))[1]


def _other_homes(reach: Reach) -> list[tuple[str, str]]:
    """Views of a person with several roles, but for the one that "Inicio" already opens; same order as home's."""
    homes = [
        (reach.is_companion, gettext_noop("Mi día"), "companion"),
        (reach.is_specialist, gettext_noop("Mi UGEL"), "specialist"),
        (reach.is_director, gettext_noop("Mi institución"), "director"),
        (reach.is_safeguarding, gettext_noop("Marcas"), "safeguarding"),
        (reach.is_reader, gettext_noop("Mi territorio"), "reader"),
        (reach.is_accompanied, gettext_noop("Mi registro"), "accompanied"),
        (reach.is_administrator, gettext_noop("Administración"), "administrator"),
        (reach.is_former_companion, gettext_noop("Mis visitas"), "author"),
    ]
    return [(text, view) for holds, text, view in homes if holds][1:]


def _role_names(reach: Reach) -> list[str]:
    names = [
        (reach.is_administrator, _("administradora")),
        (reach.is_specialist, _("especialista de UGEL")),
        (reach.is_safeguarding, _("responsable de convivencia")),
        (reach.is_companion, _("acompañante")),
        (reach.is_director, _("directora")),
        (reach.is_reader, _("lectora")),
        (reach.is_accompanied, _("docente o promotora")),
    ]
    return [name for holds, name in names if holds]

"""What the header offers a user: only pages that the user may open."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accompaniment.access import Reach, reach_of
from accompaniment.lib.contributions import addresses_of, navigation_entries

from .search_pages import searched_by

HOME = "/"
OF_AN_ACCOUNT = ("/accounts/", "/privacy/")


GROUPS = {
    "home": gettext_noop("Inicio"),
    "visits": gettext_noop("Visitas"),
    "people": gettext_noop("Personas"),
    "documents": gettext_noop("Documentos"),
    "more": gettext_noop("Más"),
}
OPENS_A_MENU = "more"


@dataclass(frozen=True)
class HeaderEntry:
    """A link of the header. `current` is its `aria-current`: "page", "true" on an inner page, or empty."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True)
class HeaderGroup:
    """Links that belong together: the name of their icon, what they are called, and whether one is in sight."""

    name: str
    label: str
    entries: list[HeaderEntry]

    @property
    def url(self) -> str:
        return self.entries[0].url

    @property
    def is_menu(self) -> bool:
        return self.name == OPENS_A_MENU

    @property
    def current(self) -> str:
        """As of its entries; alone, its entry is not shown again below."""
        said = [entry.current for entry in self.entries if entry.current]
        return "" if not said else "page" if said == ["page"] and len(self.entries) == 1 else "true"


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation`, its `group_in_sight`, the `role_names` of the person who signed in and whether
    there is something that she may search; for others, another way in.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"provider": settings.OIDC if settings.OIDC["issuer"] else None, "way_back": _way_in(request)}
    reach = reach_of(user)
    groups = _groups(request, reach)
    in_sight = next((group for group in groups if group.current and len(group.entries) > 1), None)
    return {
        "navigation": groups,
        "group_in_sight": in_sight,
        "way_back": _way_back(groups),
        "role_names": _role_names(reach),
        "reach": reach,
        "may_search": bool(searched_by(reach)),
    }


def _groups(request: HttpRequest, reach: Reach) -> list[HeaderGroup]:
    """The groups of which the person may open something."""
    offered = [entry for entry in navigation_entries() if entry.is_for(reach)]
    current = _current(request, [entry.route for entry in offered])
    found: dict[str, list[HeaderEntry]] = {name: [] for name in GROUPS}
    for entry in offered:
        url = reverse(entry.route)
        here = "" if entry.route != current else "page" if url == request.path else "true"
        found[entry.group].append(HeaderEntry(str(entry.label), url, here))
    found["home"] = _homes(found["home"], request, reach)
    return [HeaderGroup(name, _(GROUPS[name]), entries) for name, entries in found.items() if entries]


def _way_back(groups: list[HeaderGroup]) -> HeaderEntry | None:
    """The entry that an inner page belongs to, "Inicio" where it belongs to none; None on an entry's own page."""
    entries = [entry for group in groups for entry in group.entries]
    found = next((entry for entry in entries if entry.current), entries[0])
    return None if found.current == "page" else found


def _way_in(request: HttpRequest) -> HeaderEntry | None:
    """Where somebody who has not signed in goes back to from a page about entering; None elsewhere."""
    url = reverse("account_login")
    is_about_entering = request.path.startswith("/accounts/") and request.path != url
    return HeaderEntry(_("Entrar"), url) if is_about_entering else None


def _homes(home: list[HeaderEntry], request: HttpRequest, reach: Reach) -> list[HeaderEntry]:
    """The page that "Inicio" opens and a person's other ones, which lie at the same address."""
    asked = request.GET.get("view")
    others = [
        HeaderEntry(_(text), f"{reverse('home')}?view={view}", "page" if asked == view else "")
        for text, view in _other_homes(reach)
    ]
    is_elsewhere = any(other.current for other in others)
    return [replace(one, current="") if is_elsewhere else one for one in home] + others


def _current(request: HttpRequest, routes: list[str]) -> str:
    """The route among these that the page says it belongs to, or whose addresses tell most of this one's beginning;
    none on the pages of an account.
    """
    path, said = request.path, getattr(request, "belongs_to", "")
    if said in routes:
        return str(said)
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

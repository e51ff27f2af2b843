"""What an app says to the apps below it: entries of the header, names of its models, parts of their pages.

A lower app names no route, model or template of an upper one: it asks here. Each app says its own in its AppConfig,
and it is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from accompaniment.access import Reach

    from .searches import SearchedList


@dataclass(frozen=True)
class Entry:
    """An entry of one `group` of the header, for whom `is_for` holds; `order` counts from the left."""

    group: str
    order: int
    label: Any
    route: str
    is_for: Callable[[Reach], bool]


@dataclass(frozen=True)
class Noun:
    """What rows of a model are called, after a number: «1 visita», «2 visitas»."""

    one: Any
    many: Any


@dataclass(frozen=True)
class Once:
    """Rows that a person has one of: `title` says of what one is, `said` what it says of that."""

    title: Callable[[Any], str]
    said: Callable[[Any], str]


@dataclass(frozen=True)
class LetterKind:
    """What e-mails of a kind are called, and where the function is that writes one when it is sent."""

    name: Any
    writer: str


@dataclass(frozen=True)
class SavedList:
    """A list whose filters a user may keep under a name: its route, and the parameters that narrow or sort it."""

    route: str
    title: Any
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class KeyHint:
    """What a key does on the pages that `where` names: «Intro», «abre la nota que sigue», «Al registrar una visita»."""

    keys: Any
    does: Any
    where: Any


class Contributions:
    """For an AppConfig: what its app says; models are named by their label, as `visits.visit`."""

    navigation: ClassVar[tuple[Entry, ...]] = ()
    logged_models: ClassVar[Mapping[str, Any]] = {}  # what the log of changes calls a row of each
    held_models: ClassVar[Mapping[str, Noun]] = {}  # what a person's record can hold
    held_once: ClassVar[Mapping[str, Once]] = {}  # of what a record holds, what two of one person may both have
    belongs: ClassVar[Mapping[str, str]] = {}  # how addresses begin that an entry does not tell by its own
    pages: ClassVar[Mapping[str, str]] = {}  # the route of the page about one row of a lower app's model
    private_pages: ClassVar[tuple[str, ...]] = ()  # routes, by how they begin, that nobody opens in another's place
    sections: ClassVar[Mapping[str, str]] = {}  # the template shown in a place of a lower app's page
    letters: ClassVar[Mapping[str, LetterKind]] = {}  # the e-mails that it has written
    saved_lists: ClassVar[Mapping[str, SavedList]] = {}  # by their codes
    exports: ClassVar[Mapping[str, str]] = {}  # where each of its lists is that can be taken away, by their code
    searches: ClassVar[Mapping[int, str]] = {}  # where each list is that the search looks in, by its place among them
    keys: ClassVar[tuple[KeyHint, ...]] = ()  # what its pages do by keyboard


@cache
def contributing_apps() -> tuple[Contributions, ...]:
    """From the lowest to the highest, as the settings install them."""
    return tuple(app for app in apps.get_app_configs() if isinstance(app, Contributions))


@cache
def navigation_entries() -> tuple[Entry, ...]:
    return tuple(sorted((entry for app in contributing_apps() for entry in app.navigation), key=lambda one: one.order))


@cache
def addresses_of(route: str) -> tuple[str, ...]:
    """How the addresses begin of all pages that belong to the entry with this route."""
    return reverse(route), *(begin for app in contributing_apps() for begin, of in app.belongs.items() if of == route)


@cache
def logged_models() -> dict[str, Any]:
    """What each model is called in the log of changes; the choices of its filter have this order."""
    lowest, *others = contributing_apps()
    return {label: name for app in (lowest, *reversed(others)) for label, name in app.logged_models.items()}


@cache
def held_models() -> dict[str, Noun]:
    """What each model that a person's record can hold is called, in the order in which a page names them."""
    return {label: noun for app in contributing_apps() for label, noun in app.held_models.items()}


@cache
def held_once() -> dict[str, Once]:
    """How rows that a person has one of are told, by their model."""
    return {label: once for app in contributing_apps() for label, once in app.held_once.items()}


@cache
def private_pages() -> tuple[str, ...]:
    return tuple(route for app in contributing_apps() for route in app.private_pages)


@cache
def letter_kinds() -> dict[str, LetterKind]:
    return {name: kind for app in contributing_apps() for name, kind in app.letters.items()}


@cache
def saved_lists() -> dict[str, SavedList]:
    return {code: one for app in contributing_apps() for code, one in app.saved_lists.items()}


@cache
def searched_lists() -> tuple[type[SearchedList], ...]:
    """The lists that the search looks in, in the order in which it shows them."""
    found = {place: path for app in contributing_apps() for place, path in app.searches.items()}
    return tuple(import_string(found[place]) for place in sorted(found))


@cache
def key_hints() -> tuple[KeyHint, ...]:
    return tuple(hint for app in contributing_apps() for hint in app.keys)


@cache
def sections_of(place: str) -> tuple[str, ...]:
    """The templates that are shown in this place of a page."""
    return tuple(app.sections[place] for app in contributing_apps() if place in app.sections)


def address_of(label: str, key: Any) -> str:
    """The address of the page about one row; `label` is its model's."""
    return reverse(_page_routes()[label], args=[key])


@cache
def _page_routes() -> dict[str, str]:
    return {label: route for app in contributing_apps() for label, route in app.pages.items()}

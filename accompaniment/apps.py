from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.contributions import Contributions, Entry, KeyHint, LetterKind, Noun, SavedList
from accompaniment.lib.generic_forms import take_models

if TYPE_CHECKING:
    from accompaniment.access import Reach

take_models()


def of_offices(reach: Reach) -> bool:
    return reach.is_specialist or reach.is_administrator


class AccompanimentConfig(Contributions, AppConfig):
    name = "accompaniment"
    verbose_name = "Personas, territorio y años de acompañamiento"

    navigation = (
        Entry("home", 10, _("Inicio"), "home", lambda reach: True),
        Entry(
            "people",
            10,
            _("Personas"),
            "teachers",
            lambda reach: reach.is_companion or reach.is_specialist or reach.is_director,
        ),
        Entry("people", 20, _("Instituciones"), "institutions", of_offices),
        Entry("people", 30, _("Acompañantes"), "companions", lambda reach: reach.is_specialist),
        Entry("people", 40, _("Roles"), "roles", of_offices),
        Entry("people", 50, _("Padrón"), "registry", of_offices),
        Entry("documents", 20, _("Tus archivos"), "exports", of_offices),
        Entry("more", 10, _("Años de acompañamiento"), "campaigns", of_offices),
        Entry("more", 40, _("Cambios"), "changes", lambda reach: reach.is_administrator),
        Entry("more", 50, _("Sistema"), "system_state", lambda reach: reach.is_administrator),
    )
    belongs = {"/logs/": "changes", "/accounts/failures/": "system_state", "/people/accounts/": "roles"}
    logged_models = {
        "accompaniment.teacher": _("docente o promotora"),
        "accompaniment.post": _("plaza"),
        "accompaniment.assignment": _("asignación"),
        "accompaniment.companion": _("acompañante"),
        "accompaniment.role": _("rol"),
        "accompaniment.user": _("cuenta"),
        "accompaniment.campaign": _("año de acompañamiento"),
        "accompaniment.regionalcampaign": _("propuesta de la región"),
        "accompaniment.institution": _("institución o programa"),
        "accompaniment.privacynotice": _("lo que dice la UGEL de los datos personales"),
    }
    held_models = {
        "accompaniment.post": Noun(_("plaza"), _("plazas")),
        "accompaniment.assignment": Noun(_("asignación"), _("asignaciones")),
    }
    letters = {
        "password": LetterKind(_("enlace para una clave nueva"), "accompaniment.entry.reset_letter.write"),
        "way_in": LetterKind(_("aviso de una entrada que cambió"), "accompaniment.accounts.way_in_letters.write"),
        "alarm": LetterKind(_("aviso a quien cuida el sistema"), "accompaniment.alarms.letters.write"),
    }
    saved_lists = {
        "people": SavedList(
            "teachers", _("Personas"), ("q", "kind", "place_kind", "institution", "ugel", "alone", "state", "sort")
        ),
        "institutions": SavedList("institutions", _("Instituciones"), ("q", "kind", "area", "state", "sort")),
        "companions": SavedList("companions", _("Acompañantes"), ("q", "kind", "state", "sort")),
    }
    exports = {
        "people": "accompaniment.roster.exports.PeopleList",
        "companions": "accompaniment.people.companions.exports.CompanionsList",
        "institutions": "accompaniment.territory.exports.InstitutionsList",
        "registry_faults": "accompaniment.registry.exports.FaultsList",
    }
    searches = {
        10: "accompaniment.people.searches.SearchedPeople",
        20: "accompaniment.territory.searches.SearchedInstitutions",
        50: "accompaniment.people.searches.SearchedAccounts",
    }
    keys = (
        KeyHint("/", _("busca personas, instituciones, visitas y documentos"), _("En todas las páginas")),
        KeyHint("?", _("muestra estas teclas"), _("En todas las páginas")),
        KeyHint(_("Esc"), _("cierra lo que se abrió: un menú, esta lista"), _("En todas las páginas")),
        KeyHint(_("Tab, Mayús + Tab"), _("van a lo que sigue, y vuelven"), _("En todas las páginas")),
    )
    private_pages = ("account_", "mfa_", "my_sessions", "choose_password", "see_as", "openid_connect_")

    def ready(self) -> None:
        import_module("accompaniment.checks")

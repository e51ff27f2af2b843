from importlib import import_module

from django.apps import AppConfig
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.contributions import Contributions, Entry, KeyHint, LetterKind, Noun, Once, SavedList


class VisitsConfig(Contributions, AppConfig):
    name = "visits"
    verbose_name = "Visitas"

    navigation = (
        Entry(
            "visits",
            10,
            _("Visitas"),
            "visits:list",
            lambda reach: reach.is_companion or reach.is_specialist or reach.is_director,
        ),
        Entry(
            "visits",
            15,
            _("Contactos"),
            "visits:contacts",
            lambda reach: reach.is_companion or reach.is_specialist or reach.is_director,
        ),
        Entry("visits", 20, _("Calendario"), "visits:my_calendar", lambda reach: reach.is_companion),
        Entry(
            "visits",
            25,
            _("GIA, RTC y talleres"),
            "visits:sessions",
            lambda reach: reach.is_companion or reach.is_specialist or reach.is_director,
        ),
        Entry(
            "visits",
            30,
            _("Marcas"),
            "visits:alerts",
            lambda reach: reach.is_specialist or reach.is_director or reach.is_safeguarding,
        ),
        Entry(
            "visits",
            40,
            _("Calibración"),
            "visits:calibration",
            lambda reach: reach.is_companion or reach.is_specialist,
        ),
    )
    belongs = {
        "/visits/people/": "teachers",
        "/visits/transfer/": "companions",
        "/visits/pairs/": "visits:calibration",
        "/visits/plan/": "visits:my_calendar",
        "/visits/training/": "visits:sessions",
        "/visits/try/": "rubrics:instruments",
    }
    logged_models = {
        "visits.visit": _("visita"),
        "visits.contact": _("contacto de seguimiento"),
        "visits.alert": _("marca"),
        "visits.alertprotocol": _("pasos ante una marca"),
        "visits.attachment": _("foto o audio de una visita"),
        "visits.commitmentidea": _("idea de compromiso"),
    }
    held_models = {
        "visits.visit": Noun(_("visita"), _("visitas")),
        "visits.contact": Noun(_("contacto de seguimiento"), _("contactos de seguimiento")),
        "visits.commitment": Noun(_("compromiso"), _("compromisos")),
        "visits.materialopening": Noun(_("material abierto de una reunión"), _("materiales abiertos de reuniones")),
        "visits.attendance": Noun(_("asistencia a GIA, RTC o taller"), _("asistencias a GIA, RTC o talleres")),
    }
    held_once = {
        "visits.materialopening": Once(str, lambda row: ""),  # two of one person never differ
        "visits.attendance": Once(
            lambda row: f"{row.session}, {date_format(row.session.held_on, 'SHORT_DATE_FORMAT')}",
            lambda row: row.in_words,
        ),
    }
    letters = {
        "digest": LetterKind(_("resumen de la mañana"), "visits.today.digest.write"),
        "alert": LetterKind(_("aviso de una marca"), "visits.alerts.notices.write"),
        "session": LetterKind(_("convocatoria a una reunión"), "visits.groups.calls.letters.write"),
    }
    searches = {
        30: "visits.overview.searches.SearchedVisits",
        35: "visits.groups.searches.SearchedSessions",
    }
    keys = (
        KeyHint(
            _("Alt + Av Pág, Alt + Re Pág"), _("pasan a la parte que sigue, y vuelven"), _("Al registrar una visita")
        ),
        KeyHint(_("Ctrl + Intro"), _("en una nota, abre la que sigue"), _("Al registrar una visita")),
        KeyHint(_("Intro"), _("en un nivel, pasa a la rúbrica que sigue"), _("Al registrar una visita")),
    )
    pages = {"accompaniment.teacher": "visits:teacher"}
    saved_lists = {
        "visits": SavedList(
            "visits:list",
            _("Visitas"),
            ("q", "phase", "status", "since", "until", "institution", "teacher", "companion", "campaign")
            + ("network", "kind", "area", "dialogue", "each", "levels", "sort"),
        ),
        "sessions": SavedList("visits:sessions", _("GIA, RTC y talleres"), ("q", "kind", "state", "sort")),
        "training_hours": SavedList(
            "visits:training_hours", _("Horas de formación"), ("q", "kind", "session", "year", "sort")
        ),
        "sessions_roll": SavedList(
            "visits:sessions_roll",
            _("GIA, RTC y talleres de cada persona"),
            ("q", "kind", "network", "behind", "sort"),
        ),
    }
    exports = {
        "sessions_roll": "visits.groups.roll.exports.SessionsRoll",
        "training_hours": "visits.training.exports.HoursList",
        "visits": "visits.overview.consolidated.lists.VisitsList",
        "visit_levels": "visits.overview.consolidated.lists.LevelsList",
    }
    private_pages = (
        "visits:alert",
        "visits:conflict",
        "visits:compare",
        "visits:history",
        "visits:history_entry",
        "visits:calibration",
        "visits:pair",
    )
    sections = {
        "actions of a companion": "visits/sections/companion_actions.html",
        "actions of marked people": "visits/sections/marked_people.html",
        "actions of a version": "visits/sections/version_actions.html",
        "open work": "visits/sections/open_work.html",
        "actions of a draft version": "visits/sections/draft_version_actions.html",
    }

    def ready(self) -> None:
        import_module("visits.receivers")  # once the models are there

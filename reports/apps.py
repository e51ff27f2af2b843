from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accompaniment.lib.contributions import Contributions, Entry, LetterKind, Noun, SavedList


class ReportsConfig(Contributions, AppConfig):
    name = "reports"
    verbose_name = "Reportes"

    navigation = (
        Entry(
            "documents",
            10,
            _("Documentos"),
            "reports:documents",
            lambda reach: reach.is_companion or reach.is_specialist or reach.is_director or reach.is_accompanied,
        ),
        Entry(
            "documents",
            11,
            _("Planes"),
            "reports:plans",
            lambda reach: reach.is_companion or reach.is_specialist or reach.is_director,
        ),
        Entry(
            "documents",
            12,
            _("Indicadores"),
            "reports:indicators",
            lambda reach: reach.is_companion or reach.is_specialist or reach.is_director,
        ),
        Entry(
            "documents",
            15,
            _("Descargas"),
            "reports:downloads",
            lambda reach: reach.is_companion or reach.is_specialist or reach.is_director,
        ),
    )
    belongs = {
        "/reports/people/": "teachers",
        "/reports/visits/": "visits:list",
        "/reports/sessions/": "visits:sessions",
        "/reports/jobs/": "reports:documents",
        "/reports/batches/": "reports:documents",
        "/reports/plans/": "reports:documents",  # of whom a plan is: for its writers these are pages of Planes
    }
    logged_models = {"reports.document": _("documento emitido")}
    held_models = {
        "reports.document": Noun(_("documento emitido"), _("documentos emitidos")),
        "reports.reportjob": Noun(_("pedido de documento"), _("pedidos de documentos")),
    }
    saved_lists = {
        "documents": SavedList("reports:documents", _("Documentos"), ("q", "kind", "state", "teacher", "sort"))
    }
    exports = {
        "commitments": "reports.downloads.lists.agreed.CommitmentsList",
        "contacts": "reports.downloads.lists.contacts.ContactsList",
        "attendances": "reports.downloads.lists.attendances.AttendancesList",
        "coverage": "reports.downloads.lists.coverage.CoverageList",
        "documents": "reports.downloads.lists.issued.DocumentsList",
        "workbook": "reports.downloads.lists.workbook.Workbook",
        "indicator_rows": "reports.indicators.exports.IndicatorRows",
    }
    letters = {"minutes": LetterKind(_("acta de una reunión"), "reports.documents.minutes_read.write")}
    searches = {40: "reports.documents.searches.SearchedDocuments"}
    sections = {
        "actions of an institution": "reports/sections/institution_actions.html",
        "a year of training": "reports/sections/year_of_training.html",
        "one's own data": "reports/sections/own_data.html",
        "actions of marked people": "reports/sections/marked_people.html",
        "after a visit was closed": "reports/sections/visit_share.html",
        "actions of a person": "reports/sections/person_actions.html",
        "record of a person": "reports/sections/person_documents.html",
        "actions of a session": "reports/sections/session_actions.html",
        "actions of a closed visit": "reports/sections/visit_actions.html",
    }

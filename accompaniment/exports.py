"""The lists of the ground floor as tables to take away: row by row, whatever their length.

Each takes a queryset that is already narrowed to what the person may see and to the filters of her list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Area, Assignment, Companion, Cycle, Institution, Post, Setting, Teacher
from .roster.columns import COLUMNS, READING_AIDS, REASON
from .roster.summary import Result
from .services.networks import ANNEX, MODULAR_CODE, NETWORK
from .tables.columns import Choice, Column, Day, Identifier, WholeNumber, Words
from .tables.writing import Table, csv_lines, xlsx_file

CHUNK = 500
CSV, XLSX = "csv", "xlsx"


def download(table: Table, *, form: str) -> HttpResponseBase:
    """Answer with the table as a file to save; anything but «csv» is a workbook, which keeps zeros and letters."""
    file_name = f"{table.name}-{timezone.localdate().isoformat()}"
    if form == CSV:
        streamed = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
        streamed["Content-Disposition"] = f'attachment; filename="{file_name}.csv"'
        return streamed
    return FileResponse(xlsx_file(table), as_attachment=True, filename=f"{file_name}.{XLSX}")


# --- People ------------------------------------------------------------------------------------------------------
def people_table(people: QuerySet[Teacher]) -> Table:
    """People with `running` posts and these with `running` assignments, in the columns that the import reads.

    One row for each post and companion; the last columns only help to read.
    """
    return Table("personas", [*COLUMNS, *READING_AIDS], _people_rows(people))


def _people_rows(people: QuerySet[Teacher]) -> Iterator[list[Any]]:
    for teacher in people.iterator(chunk_size=CHUNK):
        person = _person_cells(teacher)
        for post in getattr(teacher, "running", None) or [None]:
            for assignment in getattr(post, "running", None) or [None]:
                cells = {**person, **_post_cells(post), **_assignment_cells(assignment)}
                place = post.institution.name if post else ""
                companion = str(assignment.companion) if assignment else ""
                yield [*(cells.get(column.key, "") for column in COLUMNS), place, companion]


PERSON = (
    "document_type", "document_number", "last_names", "first_names", "kind", "contract", "phone", "mother_tongue",
    "email",
)  # fmt: skip


def _person_cells(teacher: Teacher) -> dict[str, Any]:
    return {name: getattr(teacher, name) for name in PERSON}


def _post_cells(post: Post | None) -> dict[str, Any]:
    if post is None:
        return {}
    return {
        "modular_code": post.institution.modular_code,
        "annex": post.institution.annex,
        "section": post.section,
        "ages": ", ".join(map(str, sorted(post.ages))),
        "cycle": post.cycle,
        "starts_on": post.starts_on,
        "ends_on": post.ends_on,
    }


def _assignment_cells(assignment: Assignment | None) -> dict[str, Any]:
    if assignment is None:
        return {}
    return {
        "companion": assignment.companion.user.username,
        "modality": assignment.modality,
        "visits_owed": assignment.visits_owed,
        "assigned_on": assignment.starts_on,
    }


def refused_table(results: Iterable[Result]) -> Table:
    """The rows that an import refused, as they stood in its file, each with the reason: corrected, it is imported."""
    rows = ([*(one.cells.get(column.key, "") for column in COLUMNS), _reasons(one)] for one in results)
    return Table("filas-rechazadas", [*COLUMNS, REASON], rows)


def _reasons(result: Result) -> str:
    return " ".join(f"{fault.column}: {fault.reason}" if fault.column else fault.reason for fault in result.faults)


# --- Companions --------------------------------------------------------------------------------------------------
def companions_table(companions: QuerySet[Companion]) -> Table:
    """Companions with their loads of today, as `with_load` counts them."""
    columns = [
        Identifier("user__username", _("Documento"), width=14),
        Column("user__last_name", _("Apellidos"), width=24),
        Column("user__first_name", _("Nombres"), width=22),
        Column("user__email", _("Correo"), width=26),
        Choice("kind", _("Tipo"), _labels(Companion.Kind), width=34),
        Column("ugel__name", _("UGEL"), width=24),
        Day("starts_on", _("Desde"), width=12),
        Day("ends_on", _("Hasta"), width=12),
        WholeNumber("load", _("Personas que acompaña"), width=12),
        WholeNumber("urban_load", _("Urbanas"), width=10),
        WholeNumber("rural_load", _("Rurales"), width=10),
        WholeNumber("pronoei_load", _("En PRONOEI"), width=12),
    ]
    rows = companions.values_list(*(column.key for column in columns)).iterator(chunk_size=CHUNK)
    return Table("acompanantes", columns, rows)


# --- Institutions ------------------------------------------------------------------------------------------------
def institutions_table(institutions: QuerySet[Institution]) -> Table:
    """Institutions; the import of networks reads its own columns back, in any language of the page."""
    columns = [
        MODULAR_CODE,
        ANNEX,
        Identifier("local_code", _("Código de local"), 6, width=14),
        Column("name", _("Nombre"), width=36),
        Choice("kind", _("Tipo"), _labels(Institution.Kind), width=14),
        Choice("cycle", _("Ciclo"), {cycle: [cycle.value] for cycle in Cycle}, width=8),
        Choice("setting", _("Entorno"), _labels(Setting), width=20),
        Column("management", _("Gestión"), width=28),
        Choice("area", _("Área"), _labels(Area), width=10),
        NETWORK,
        Column("ugel__name", _("UGEL"), width=24),
        Column("address", _("Dirección"), width=32),
        Column("place", _("Centro poblado"), width=24),
        Column("district", _("Distrito"), width=20),
        Column("province", _("Provincia"), width=20),
        Identifier("ubigeo", _("Ubigeo"), 6, width=10),
        Choice("state", _("Estado"), _labels(Institution.State), width=10),
    ]
    stored = ("network__name" if column is NETWORK else column.key for column in columns)
    return Table("instituciones", columns, institutions.values_list(*stored).iterator(chunk_size=4 * CHUNK))


def _labels(choices: Any) -> Words:
    """Return the words of the choices now, in the language of who asks: rows are written after the answer has begun."""
    return {value: [str(label)] for value, label in choices.choices}

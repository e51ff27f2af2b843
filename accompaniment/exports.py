"""The lists of the ground floor as tables to take away: row by row, whatever their length.

Each takes a queryset that is already narrowed to what the person may see and to the filters of her list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Area, Assignment, Companion, Cycle, Institution, Post, Setting, Teacher
from .roster.columns import COLUMNS, READING_AIDS, REASON, word_for
from .roster.summary import Result
from .services.networks import LABELS
from .tables.writing import csv_lines, xlsx_file

CHUNK = 500
CSV, XLSX = "csv", "xlsx"


@dataclass(frozen=True)
class Table:
    """What is written: `name` of the file and its sheet, columns with their widths, and rows as they come."""

    name: str
    header: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Any]]


def download(table: Table, *, form: str) -> HttpResponseBase:
    """Answer with the table as a file to save; anything but «csv» is a workbook, which keeps zeros and letters."""
    file_name = f"{table.name}-{timezone.localdate().isoformat()}"
    if form == CSV:
        lines = csv_lines(table.header, table.rows)
        streamed = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        streamed["Content-Disposition"] = f'attachment; filename="{file_name}.csv"'
        return streamed
    workbook = xlsx_file(table.name, table.header, table.rows, widths=table.widths)
    return FileResponse(workbook, as_attachment=True, filename=f"{file_name}.{XLSX}")


# --- People ------------------------------------------------------------------------------------------------------
def people_table(people: QuerySet[Teacher]) -> Table:
    """People with `running` posts and these with `running` assignments, in the columns that the import reads.

    One row for each post and companion; the last columns only help to read.
    """
    header = [*(column.header for column in COLUMNS), *READING_AIDS]
    widths = [*(column.width for column in COLUMNS), 30, 30]
    return Table("personas", header, widths, _people_rows(people))


def _people_rows(people: QuerySet[Teacher]) -> Iterator[list[str]]:
    for teacher in people.iterator(chunk_size=CHUNK):
        person = _person_cells(teacher)
        for post in getattr(teacher, "running", None) or [None]:
            for assignment in getattr(post, "running", None) or [None]:
                cells = {**person, **_post_cells(post), **_assignment_cells(assignment)}
                place = post.institution.name if post else ""
                companion = str(assignment.companion) if assignment else ""
                yield [*(cells.get(column.key, "") for column in COLUMNS), place, companion]


def _person_cells(teacher: Teacher) -> dict[str, str]:
    worded = {name: word_for(name, getattr(teacher, name)) for name in ("document_type", "kind", "contract")}
    names = ("document_number", "last_names", "first_names", "phone", "mother_tongue", "email")
    return {**worded, **{name: getattr(teacher, name) for name in names}}


def _post_cells(post: Post | None) -> dict[str, str]:
    if post is None:
        return {}
    return {
        "modular_code": post.institution.modular_code,
        "annex": post.institution.annex,
        "section": post.section,
        "ages": ", ".join(map(str, sorted(post.ages))),
        "cycle": word_for("cycle", post.cycle),
        "starts_on": _day(post.starts_on),
        "ends_on": _day(post.ends_on),
    }


def _assignment_cells(assignment: Assignment | None) -> dict[str, str]:
    if assignment is None:
        return {}
    return {
        "companion": assignment.companion.user.username,
        "modality": word_for("modality", assignment.modality),
        "visits_owed": str(assignment.visits_owed),
        "assigned_on": _day(assignment.starts_on),
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def refused_table(results: Iterable[Result]) -> Table:
    """The rows that an import refused, as they stood in its file, each with the reason: corrected, it is imported."""
    header = [*(column.header for column in COLUMNS), REASON]
    widths = [*(column.width for column in COLUMNS), 60]
    rows = ([*(one.cells.get(column.key, "") for column in COLUMNS), _reasons(one)] for one in results)
    return Table("filas-rechazadas", header, widths, rows)


def _reasons(result: Result) -> str:
    return " ".join(f"{fault.column}: {fault.reason}" if fault.column else fault.reason for fault in result.faults)


# --- Companions --------------------------------------------------------------------------------------------------
def companions_table(companions: QuerySet[Companion]) -> Table:
    """Companions with their loads of today, as `with_load` counts them."""
    header = [
        _("Documento"),
        _("Apellidos"),
        _("Nombres"),
        _("Correo"),
        _("Tipo"),
        _("UGEL"),
        _("Desde"),
        _("Hasta"),
        _("Personas que acompaña"),
        _("Urbanas"),
        _("Rurales"),
        _("En PRONOEI"),
    ]
    kinds = _labels(Companion.Kind)
    columns = ("user__username", "user__last_name", "user__first_name", "user__email", "kind", "ugel__name")
    loads = ("load", "urban_load", "rural_load", "pronoei_load")
    found = companions.values_list(*columns, "starts_on", "ends_on", *loads).iterator(chunk_size=CHUNK)
    rows = (
        [document, last, first, email, kinds.get(kind, ""), ugel, _day(starts), _day(ends), *counts]
        for document, last, first, email, kind, ugel, starts, ends, *counts in found
    )
    return Table("acompanantes", header, [14, 24, 22, 26, 34, 24, 12, 12, 12, 10, 10, 12], rows)


# --- Institutions ------------------------------------------------------------------------------------------------
def institutions_table(institutions: QuerySet[Institution]) -> Table:
    header = [
        LABELS["modular_code"],  # what the import of networks reads back, in any language of the page
        LABELS["annex"],
        _("Código de local"),
        _("Nombre"),
        _("Tipo"),
        _("Ciclo"),
        _("Entorno"),
        _("Gestión"),
        _("Área"),
        LABELS["network"],
        _("UGEL"),
        _("Dirección"),
        _("Centro poblado"),
        _("Distrito"),
        _("Provincia"),
        _("Ubigeo"),
        _("Estado"),
    ]
    columns = (
        "modular_code", "annex", "local_code", "name", "kind", "cycle", "setting", "management", "area",
        "network__name", "ugel__name", "address", "place", "district", "province", "ubigeo", "state",
    )  # fmt: skip
    choices = {"kind": Institution.Kind, "setting": Setting, "area": Area, "state": Institution.State}
    labels = {name: _labels(words) for name, words in choices.items()} | {"cycle": {cycle: cycle for cycle in Cycle}}
    found = institutions.values_list(*columns).iterator(chunk_size=4 * CHUNK)
    rows = ([labels.get(name, {}).get(value, value) for name, value in zip(columns, one, strict=True)] for one in found)
    widths = [14, 8, 14, 36, 14, 8, 20, 28, 10, 20, 24, 32, 24, 20, 20, 10, 10]
    return Table("instituciones", header, widths, rows)


def _labels(choices: Any) -> dict[str, str]:
    """Return the words of the choices now, in the language of who asks: rows are written after the answer has begun."""
    return {value: str(label) for value, label in choices.choices}

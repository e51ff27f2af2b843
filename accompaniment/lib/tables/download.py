"""Answering with a table as a file to save: written whole before its first byte goes, so that none arrives cut short.

The rows are already narrowed to what the user may see and to the filters of the list.
"""

from __future__ import annotations

from typing import IO, Any

from django.http import FileResponse
from django.utils import timezone

from .columns import Vocabulary
from .writing import Table, csv_file, data_file, xlsx_file

CSV, XLSX, DATA = "csv", "xlsx", "data"  # the last is a CSV too, for programs
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DATA: "text/csv; charset=utf-8",
}


def form_of(wanted: str) -> str:
    """The form of a file that an address asks for: anything unknown is a workbook, which keeps zeros and accents."""
    return wanted if wanted in CONTENT_TYPES else XLSX


def suffix_of(form: str) -> str:
    """How the name of a file of this form ends, after its stop."""
    return XLSX if form == XLSX else CSV


def written_as(form: str, table: Table, *more: Table) -> IO[bytes]:
    """Return an open file of a table; a workbook has a sheet for each of `more` too, which a CSV has no place for."""
    if form == XLSX:
        return xlsx_file(table, *more)
    return csv_file(table) if form == CSV else data_file(table)


def download(table: Table, *, form: str) -> FileResponse:
    """Answer with a short table as a file to save."""
    form = form_of(form)
    return answer_with_table(written_as(form, table), name=table.name, form=form)


def answer_with_table(file: IO[bytes], *, name: str, form: str) -> FileResponse:
    """Answer with an open file of a table, named by the list and the day."""
    file_name = f"{name}-{timezone.localdate().isoformat()}.{suffix_of(form)}"
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=CONTENT_TYPES[form])


def vocabulary_of(choices: Any) -> Vocabulary:
    """Return the vocabulary of the choices in the language of who asks."""
    return {value: [str(label)] for value, label in choices.choices}

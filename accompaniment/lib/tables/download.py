"""Answering with a table as a file to save: written whole before its first byte goes, so that none arrives cut short.

The rows are already narrowed to what the user may see and to the filters of the list.
"""

from __future__ import annotations

from typing import IO, Any

from django.http import FileResponse
from django.utils import timezone

from .columns import Vocabulary
from .writing import Table, csv_file, xlsx_file

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def form_of(wanted: str) -> str:
    """The form of a file that an address asks for: anything but «csv» is a workbook, which keeps zeros and accents."""
    return CSV if wanted == CSV else XLSX


def download(table: Table, *, form: str) -> FileResponse:
    """Answer with a short table as a file to save."""
    form = form_of(form)
    return answer_with_table(csv_file(table) if form == CSV else xlsx_file(table), name=table.name, form=form)


def answer_with_table(file: IO[bytes], *, name: str, form: str) -> FileResponse:
    """Answer with an open file of a table, named by the list and the day."""
    file_name = f"{name}-{timezone.localdate().isoformat()}.{form}"
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=CONTENT_TYPES[form])


def vocabulary_of(choices: Any) -> Vocabulary:
    """Return the vocabulary of the choices in the language of who asks."""
    return {value: [str(label)] for value, label in choices.choices}

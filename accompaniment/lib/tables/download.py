"""Answering with a table as a file to save: row by row, whatever its length.

The rows are a queryset that is already narrowed to what the user may see and to the filters of the list.
"""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from .columns import Vocabulary
from .writing import Table, csv_lines, xlsx_file

CHUNK = 500


CSV, XLSX = "csv", "xlsx"


def download(table: Table, *, form: str) -> HttpResponseBase:
    """Answer with the table as a file to save; anything but «csv» is a workbook, which keeps zeros and accents."""
    file_name = f"{table.name}-{timezone.localdate().isoformat()}"
    if form == CSV:
        streamed = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
        streamed["Content-Disposition"] = f'attachment; filename="{file_name}.csv"'
        return streamed
    return FileResponse(xlsx_file(table), as_attachment=True, filename=f"{file_name}.{XLSX}")


def vocabulary_of(choices: Any) -> Vocabulary:
    """Return the vocabulary of the choices in the language of who asks: rows are written after the answer has begun."""
    return {value: [str(label)] for value, label in choices.choices}

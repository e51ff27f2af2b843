"""The empty file to fill in: its columns, lists to choose from, and a second sheet that explains with an example."""

from __future__ import annotations

import tempfile
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ..tables.writing import HEADER_FONT
from .columns import COLUMNS, Column
from .services import MOST_ROWS

FILE_NAME = "plantilla-personas.xlsx"
NEEDED = PatternFill("solid", fgColor="FDEECB")
PLAIN = PatternFill("solid", fgColor="E5ECEA")
TEXT = "@"  # a cell of text keeps the zeros that it begins with


def template_file() -> IO[bytes]:
    """Return the workbook, open at its start."""
    book = Workbook()
    _fill_in(book.active)
    _explain(book.create_sheet(_("Explicación")))
    file = tempfile.TemporaryFile()  # noqa: SIM115 : whoever sends it closes it
    book.save(file)
    file.seek(0)
    return file


def _fill_in(sheet: Any) -> None:
    sheet.title = _("Personas")
    sheet.freeze_panes = "A2"
    for at, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(at)
        head = sheet.cell(1, at, column.header)
        head.font, head.fill = HEADER_FONT, NEEDED if column.is_required else PLAIN
        described = sheet.column_dimensions[letter]
        described.width, described.number_format = column.width, TEXT
        if column.choices:
            sheet.add_data_validation(_list_of(column, f"{letter}2:{letter}{MOST_ROWS + 1}"))


def _list_of(column: Column, cells: str) -> DataValidation:
    """Offer the words of a column; what is typed otherwise is explained by the import, so it is not forbidden here."""
    validation = DataValidation(type="list", formula1=f'"{",".join(column.choices)}"', showErrorMessage=False)
    validation.add(cells)
    return validation


def _explain(sheet: Any) -> None:
    rows = [(_("Columna"), _("Qué se escribe"), _("Ejemplo"), _("¿Hace falta?"))]
    rows += [
        (column.header, str(column.help), column.example, _("sí") if column.is_required else "") for column in COLUMNS
    ]
    for number, texts in enumerate(rows, start=1):
        for at, text in enumerate(texts, start=1):
            cell = sheet.cell(number, at, text)
            cell.number_format, cell.alignment = TEXT, Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = HEADER_FONT
    notes = [
        _("Una fila por persona y plaza. Quien tiene dos plazas va en dos filas, con los mismos datos personales."),
        _("Una celda vacía no borra nada: deja lo que ya se sabe."),
        _("Antes de guardar verás fila por fila qué entra, qué cambia y qué no, con su motivo."),
    ]
    for number, note in enumerate(notes, start=len(rows) + 2):
        sheet.cell(number, 1, note)
    for letter, width in zip("ABCD", (30, 60, 24, 14), strict=True):
        sheet.column_dimensions[letter].width = width

"""The empty file to fill in: its columns, lists to choose from, and a second sheet that explains with an example."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext as _

from accompaniment.lib.tables.columns import Column
from accompaniment.lib.tables.writing import Table, xlsx_file

from .columns import COLUMNS, MOST_ROWS

FILE_NAME = "plantilla-personas.xlsx"


def template_file() -> IO[bytes]:
    """Return the workbook, open at its start."""
    return xlsx_file(Table(_("Personas"), COLUMNS, [], rows_to_fill=MOST_ROWS), _explanation())


def _explanation() -> Table:
    columns = [
        Column("column", _("Columna"), width=30),
        Column("help", _("Qué se escribe"), width=60),
        Column("example", _("Ejemplo"), width=24),
        Column("is_required", _("¿Hace falta?"), width=14),
    ]
    rows = [(column.heading, column.help, column.example, _("sí") if column.is_required else "") for column in COLUMNS]
    notes = [
        _("Una fila por persona y plaza. Quien tiene dos plazas va en dos filas, con los mismos datos personales."),
        _("Una celda vacía no borra nada: deja lo que ya se sabe."),
        _("Antes de guardar verás fila por fila qué entra, qué cambia y qué no, con su motivo."),
    ]
    return Table(_("Explicación"), columns, rows, wraps=True, notes=notes)

"""What may go wrong with a whole table; the text of each error is one sentence that a person can act upon."""

from __future__ import annotations

from django.utils.translation import gettext as _

TOO_HEAVY = "too_heavy"


class UnreadableTable(Exception):
    """The file is not a table that can be read, and nothing of it was kept.

    `code` and `values` let an import say the same in words of its own: «columns of the registry», say.
    """

    def __init__(self, sentence: str, code: str = "", **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.code = code
        self.values = values


def not_a_table() -> UnreadableTable:
    return UnreadableTable(_("El archivo no es una tabla. Sube un libro de Excel (.xlsx) o un CSV."), "not_a_table")


def is_a_workbook() -> UnreadableTable:
    """Return the error for a workbook where none is read, which says how to turn it into something that is."""
    return UnreadableTable(
        _("El archivo es un libro de Excel. Ábrelo, guárdalo como CSV (delimitado por comas) y súbelo otra vez."),
        "workbook",
    )


def too_many_rows(most: int) -> UnreadableTable:
    return UnreadableTable(_("El archivo tiene más de %(most)s filas. Divídelo en varios."), "too_many_rows", most=most)


def too_many_columns(most: int) -> UnreadableTable:
    return UnreadableTable(
        _("El archivo tiene más de %(most)s columnas. Deja solo las que hacen falta y guárdalo otra vez."),
        "too_many_columns",
        most=most,
    )


def too_heavy() -> UnreadableTable:
    return UnreadableTable(
        _(
            "Leer este archivo toma demasiado tiempo o memoria. Copia solo los datos, sin formato, en un libro nuevo, o"
            " guárdalo como CSV, y súbelo otra vez."
        ),
        TOO_HEAVY,
    )


def too_many_cells() -> UnreadableTable:
    return UnreadableTable(
        _("El archivo tiene demasiadas celdas. Borra las filas y columnas vacías con formato y guárdalo otra vez."),
        "too_many_cells",
    )

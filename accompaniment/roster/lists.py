"""Rows of lists that other systems give, a cut of NEXUS above all, in the columns of the roster. No database here.

What is nobody to accompany, a vacant post or a row of another level or of other staff, is counted, so that the preview
can say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import ngettext

from accompaniment.lib.tables.cells import EMPTY, Cell
from accompaniment.lib.text import fold

Cells = dict[str, Cell]
VACANT = "VACANTE"
INITIAL, SPECIAL = "INICIAL", "ESPECIAL"
OTHER_STAFF = frozenset({"ADMINISTRATIVO", "CAS", "PROFESIONAL DE LA SALUD"})
INITIAL_CODES = frozenset({"A1", "A2", "A3", "A5"})


class OurRows:
    """Turns the cells of rows into the roster's own, and counts those that are left out."""

    def __init__(self) -> None:
        self.left_out = Counter[str]()

    def take(self, cells: Cells) -> Cells:
        """Return the cells of a person's row; none for any other."""
        level, worker = cells.pop("level", EMPTY), cells.pop("worker", EMPTY)
        if not _is_initial(level):
            reason = "level"
        elif fold(worker.text) in OTHER_STAFF:
            reason = "staff"
        elif _is_vacant(cells):
            reason = "vacant"
        else:
            return _with_place(_with_names(cells))
        self.left_out[reason] += 1
        return {}

    def notes(self) -> Iterator[str]:
        """Say how many rows were left out, and why."""
        if n := self.left_out["level"]:
            yield ngettext(
                "%(n)d fila no entra: es de otro nivel.", "%(n)d filas no entran: son de otros niveles.", n
            ) % {"n": n}
        if n := self.left_out["staff"]:
            yield ngettext(
                "%(n)d fila no entra: es de otro personal.", "%(n)d filas no entran: son de otro personal.", n
            ) % {"n": n}
        if n := self.left_out["vacant"]:
            yield ngettext(
                "%(n)d plaza vacante no entra: no tiene a nadie.",
                "%(n)d plazas vacantes no entran: no tienen a nadie.",
                n,
            ) % {"n": n}


def _is_initial(level: Cell) -> bool:
    """Whether a row may be of the initial level: one that says nothing is."""
    text = fold(level.text)
    return not text or text in INITIAL_CODES or INITIAL in text and SPECIAL not in text


def _is_vacant(cells: Cells) -> bool:
    document = fold(cells.get("document_number", EMPTY).text)
    return VACANT in (document, "" if document else fold(cells.get("contract", EMPTY).text))


def _with_names(cells: Cells) -> Cells:
    """Join two columns of surnames, and part «Apellidos y nombres» at its comma; `full_name` is left of one without."""
    first, second = cells.pop("first_surname", EMPTY), cells.pop("second_surname", EMPTY)
    surnames = cells.get("last_names", first)
    if second and fold(second.text) not in fold(surnames.text):
        surnames = Cell(f"{surnames.text} {second.text}".strip(), surnames.kind, surnames.is_spread)
    last, comma, rest = cells.get("full_name", EMPTY).text.partition(",")
    surnames = surnames or Cell(last.strip())
    if comma:
        del cells["full_name"]
        cells.setdefault("first_names", Cell(rest.strip()))
    return {**cells, "last_names": surnames} if surnames else cells


def _with_place(cells: Cells) -> Cells:
    """Take the modular code of the service where there is one: the other is then the person's."""
    service = cells.pop("service_code", EMPTY)
    return {**cells, "modular_code": service} if service else cells

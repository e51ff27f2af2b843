"""The consolidado as offices keep it: visits, levels, commitments and group sessions, a sheet each in one book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from accompaniment.exports.listing import ExportedList, Listing, one_instant
from accompaniment.lib.tables.download import XLSX
from visits.overview.consolidated.lists import LevelsList, VisitsList

from .agreed import CommitmentsList
from .attendances import AttendancesList
from .base import Download

SHEETS: dict[str, type[ExportedList]] = {  # by the names that offices give them, in any language of the page
    "Consolidado": VisitsList,
    "Detalle": LevelsList,
    "Compromisos": CommitmentsList,
    "GIA": AttendancesList,
}


class Workbook(Download):
    code = "workbook"
    title = _("libro del consolidado: visitas, niveles, compromisos y reuniones")
    forms = (XLSX,)

    def count(self) -> int:
        return sum(one.count() for one in self.parts.values())

    def listing(self) -> Listing:
        return self.listings()[0]

    def in_words(self) -> list[tuple[str, str]]:
        return self.parts["Compromisos"].in_words()

    def listings(self) -> Sequence[Listing]:
        """All of one instant: a commitment's visit stands in the first sheet."""
        with one_instant():
            return [replace(part.listing(), name=sheet) for sheet, part in self.parts.items()]

    @cached_property
    def parts(self) -> dict[str, ExportedList]:
        return {sheet: part(self.user, self.filters) for sheet, part in SHEETS.items()}

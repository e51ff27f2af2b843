"""The rows behind a figure, to be taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.exports.listing import Listing, Row, listing_of
from accompaniment.lib.tables.columns import Column, Day, Identifier
from reports.downloads.lists.base import Download

from .forms import ScopeForm
from .measures import BY_CODE, rows_of
from .scope import Scope
from .told import read_with, told_of


class IndicatorRows(Download):
    code = "indicator_rows"
    title = gettext_lazy("filas de un indicador")
    asks = ("indicator", "part", "year", "network", "kind", "companion")

    def asked(self, name: str) -> str:
        return self.filters[name][0]

    def count(self) -> int:
        return int(self.found.count())

    @cached_property
    def found(self) -> Any:
        """Those of the figure; none where what narrows it is not there any more."""
        form, indicator = ScopeForm(self.query, user=self.user), BY_CODE[self.asked("indicator")]
        is_valid = form.is_valid()
        scope = form.scope() if is_valid else Scope(self.user, form.this_year)
        rows = rows_of(scope, indicator, self.asked("part")).order_by("pk")
        return rows if is_valid else rows.none()

    def listing(self) -> Listing:
        columns = [
            Identifier("CODIGO", "CODIGO", width=38),
            Column("FILA", "FILA", width=50),
            Day("FECHA", "FECHA", width=12),
            Column("PERSONA", "PERSONA", width=30),
            Column("LUGAR", "LUGAR", width=30),
            Column("ESTADO", "ESTADO", width=18),
        ]
        return listing_of(f"indicador-{self.asked('indicator')}", columns, self.found, self.entries)

    def entries(self, found: Any) -> Mapping[Any, Sequence[Row]]:
        rows = told_of(read_with(found))
        return {one.key: [[one.key, one.title, one.day, one.person or "", one.place, one.state]] for one in rows}

    def in_words(self) -> list[tuple[str, str]]:
        indicator = BY_CODE[self.asked("indicator")]
        form = ScopeForm(self.query, user=self.user)
        asked = [(str(form.fields[name].label), value) for name, value in form.asked.items()]
        return [(_("Indicador"), f"{indicator.code} · {indicator.name}"), (_("Filas"), self.asked("part")), *asked]

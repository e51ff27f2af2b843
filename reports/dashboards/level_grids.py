"""The levels where many meet many: networks by criteria for a UGEL, people by criteria for an institution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accompaniment.lib.charts.canvas import Drawing
from accompaniment.lib.charts.grids import Cell, GridRow, heat_grid
from visits.overview.levels import ACHIEVED, asking_for

from .indicators import Coverage, hide_small
from .level_charts import CriterionLevels, LevelChart

SHARES = ("0–24", "25–49", "50–74", "75–100 %")


@dataclass(frozen=True)
class Entry:
    """A cell of the table: what it says and, where it leads anywhere, the visits behind."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class LevelGrid:
    """The drawing and the same as a table: a title for each column and each row, which may lead somewhere."""

    title: str
    description: str
    drawing: Drawing
    columns: list[str]
    table: list[tuple[Entry, list[Entry]]]


# --- Networks --------------------------------------------------------------------------------------------------
def network_grid(chart: LevelChart, address: Callable[[str, str], str] | None) -> LevelGrid | None:
    """How many people of each network achieved each criterion; None where there is one network or none.

    `address` takes the network and what a link asks for; without it the reader is from outside, and groups of few
    people have no figure.
    """
    networks = sorted({key[0] or "" for row in chart.rows for key in row.within})
    if len(networks) < 2:
        return None
    columns = [_shares(row, networks, address) for row in chart.rows]
    rows = [
        GridRow(name or _("Sin red"), [_share_cell(column[n]) for column in columns]) for n, name in enumerate(networks)
    ]
    table = [
        (Entry(row.title), [Entry(column[n].said, column[n].group.url) for column in columns])
        for n, row in enumerate(rows)
    ]
    titles = [row.title for row in chart.rows]
    return LevelGrid(
        _("Por red: personas en nivel %(levels)s") % {"levels": chart.achieved_name},
        _("De cada red y cada rúbrica, qué parte de las personas. Los mismos datos están en la tabla que sigue."),
        heat_grid(rows, titles, SHARES),
        titles,
        table,
    )


@dataclass(frozen=True)
class Share:
    """Of the people of a network with a level in a criterion, those who achieved it: `made` of the group's people."""

    group: Coverage
    criterion: str

    @property
    def said(self) -> str:
        if self.group.is_hidden:
            return _("menos de 5")
        return _("%(part)s de %(whole)s") % {"part": self.group.made, "whole": self.group.people}


def _shares(row: CriterionLevels, networks: Sequence[str], address: Callable[[str, str], str] | None) -> list[Share]:
    """One for each network, in their order."""
    counts: dict[str, Sequence[int]] = {key[0] or "": found for key, found in row.within.items()}
    groups = []
    for name in networks:
        found = counts.get(name, ())
        group = Coverage(name or _("Sin red"), name, people=sum(found), made=row.achieved(found))
        if address and group.made:
            group.url = address(name, asking_for(row.criterion, ACHIEVED))
        groups.append(group)
    if address is None:
        hide_small(groups)
    return [Share(group, row.title) for group in groups]


def _share_cell(share: Share) -> Cell:
    group = share.group
    if group.is_hidden:
        return Cell("< 5")
    if not group.people:
        return Cell("–")
    percent = round(100 * group.made / group.people)
    said = f"{group.label} · {share.criterion}: {group.made}"
    return Cell(f"{percent} %", f"{group.made}/{group.people}", min(percent // 25, 3), group.url, said)


# --- People ----------------------------------------------------------------------------------------------------
def people_grid(chart: LevelChart, people: Sequence[Any]) -> LevelGrid | None:
    """The level of each of these people in each criterion, as they stand; None where one person alone has any.

    The chart was asked for within the key of the person and of the visit.
    """
    visits = dict({key for row in chart.rows for key in row.within})
    judged = [person for person in people if person.pk in visits]
    if len(judged) < 2:
        return None
    rows, table = [], []
    for person in judged:
        url = reverse("visits:detail", args=[visits[person.pk]])
        cells = [_level_cell(chart, row, (person.pk, visits[person.pk]), f"{person}", url) for row in chart.rows]
        rows.append(GridRow(str(person), cells))
        table.append((Entry(str(person), url), [Entry(cell.text) for cell in cells]))
    titles = [row.title for row in chart.rows]
    return LevelGrid(
        _("Persona por persona, en su última visita"),
        _("El nivel de cada persona en cada rúbrica. Los mismos datos están en la tabla que sigue."),
        heat_grid(rows, titles, chart.level_names),
        titles,
        table,
    )


def _level_cell(chart: LevelChart, row: CriterionLevels, key: tuple[Any, Any], person: str, url: str) -> Cell:
    counts = row.within.get(key)
    if counts is None:
        return Cell("–")
    level = next(n for n, count in enumerate(counts) if count)
    name = chart.level_names[level]
    return Cell(name, step=level, url=url, said=f"{person} · {row.title} · {name}")

"""The levels on the dashboards: how many people reached each in their latest visit, added up by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accompaniment.lib.charts.levels import Distribution
from rubrics.scales import short_label, top
from visits.models import Score, Visit
from visits.overview.levels import MARKED, asking_for, latest_visits

from .indicators import LEAST_GROUP


@dataclass(frozen=True)
class CriterionLevels(Distribution):
    """How many people reached each level of one criterion, each count with the visits behind it."""

    criterion: int = 0
    marked: int = 0  # of them, by an observer who was out of calibration then: shown, and counted like any other
    url: str = ""
    marked_url: str = ""


@dataclass
class LevelChart:
    """The distributions of the criteria of one version of an instrument that share a scale."""

    instrument: str
    version: int
    level_names: list[str]
    rows: list[CriterionLevels]

    @property
    def fullest(self) -> CriterionLevels:
        """The criterion in which most people have a level."""
        return max(self.rows, key=lambda row: row.n)

    @property
    def most_marked(self) -> CriterionLevels:
        return max(self.rows, key=lambda row: row.marked)

    @property
    def n(self) -> int:
        return self.fullest.n


OF_CRITERION = {
    "title": "version__instrument__title",
    "number": "version__number",
    "version": "version",
    "scale": "scale",
    "order": "order",
    "short_title": "short_title",
    "key": "pk",
}


def level_charts(visits: QuerySet[Visit]) -> list[LevelChart]:
    """How many people reached each level of each criterion, in their latest visit among `visits`."""
    counted: Any = (
        Score.objects.filter(visit__in=latest_visits(visits).values("pk"), value__isnull=False)
        .order_by()
        .values("value", **{name: F(f"criterion__{path}") for name, path in OF_CRITERION.items()})
        .annotate(n=Count("value"), marked=Count("value", filter=Q(out_of_calibration=True)))  # from the index alone
    )
    criteria: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for group in sorted(counted, key=lambda one: [one[name] for name in OF_CRITERION]):
        criteria[group["key"]].append(group)
    charts: dict[tuple[Any, ...], LevelChart] = {}
    for groups in criteria.values():
        first = groups[0]
        chart = charts.setdefault((first["version"], first["scale"]), _empty_chart(first))
        chart.rows.append(_row(groups))
    return list(charts.values())


def _empty_chart(group: Mapping[str, Any]) -> LevelChart:
    scale = group["scale"]
    names = [short_label(scale, value) for value in range(1, top(scale) + 1)]
    return LevelChart(group["title"], group["number"], names, [])


def _row(groups: Sequence[Mapping[str, Any]]) -> CriterionLevels:
    """The levels of one criterion; `groups` are those that somebody reached."""
    first, people = groups[0], {group["value"]: group["n"] for group in groups}
    counts = [people.get(value, 0) for value in range(1, top(first["scale"]) + 1)]
    marked = sum(group["marked"] for group in groups)
    return CriterionLevels(first["short_title"], counts, criterion=first["key"], marked=marked)


def tellable(charts: list[LevelChart], whole: list[LevelChart], least: int = LEAST_GROUP) -> list[LevelChart]:
    """Leave only rows that reveal nothing of fewer than `least` people, not even taken away from those of `whole`."""
    people = {row.criterion: row.n for chart in whole for row in chart.rows}

    def identifies_few(row: CriterionLevels) -> bool:
        return row.n < least or 0 < people[row.criterion] - row.n < least

    kept = [replace(chart, rows=[row for row in chart.rows if not identifies_few(row)]) for chart in charts]
    return [chart for chart in kept if chart.rows]


def leading_to(charts: list[LevelChart], address: Callable[[str], str]) -> list[LevelChart]:
    """The charts with each figure leading to the visits behind it: `address` takes what a link asks for."""
    return [replace(chart, rows=[_leading_on(row, address) for row in chart.rows]) for chart in charts]


def _leading_on(row: CriterionLevels, address: Callable[[str], str]) -> CriterionLevels:
    return replace(
        row,
        urls=[address(asking_for(row.criterion, value)) for value in range(1, len(row.counts) + 1)],
        url=address(asking_for(row.criterion)),
        marked_url=address(asking_for(row.criterion, MARKED)),
    )

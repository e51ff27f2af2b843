"""The levels on the dashboards: how many people reached each in their latest visit, added up by the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from accompaniment.lib.charts.levels import Distribution
from accompaniment.lib.small_groups import LEAST_GROUP
from rubrics.scales import achieved_from, short_label, top
from visits.models import Score, Visit
from visits.overview.levels import MARKED, achieved_name, asking_for, latest_visits


@dataclass(frozen=True)
class CriterionLevels(Distribution):
    """How many people reached each level of one criterion, each count with the visits behind it; `within` says the same
    of each group of people that was asked for.
    """

    criterion: int = 0
    achieved_from: int = 1  # the level from which the criterion counts as achieved
    within: Mapping[Any, Sequence[int]] = field(default_factory=dict)
    marked: int = 0  # of them, by an observer who was out of calibration then: shown, and counted like any other
    url: str = ""
    marked_url: str = ""

    def achieved(self, counts: Sequence[int]) -> int:
        """How many of these people, by level, reached one that counts as achieved."""
        return sum(counts[self.achieved_from - 1 :])


@dataclass
class LevelChart:
    """The distributions of the criteria of one version of an instrument that share a scale."""

    instrument: str
    version: int
    level_names: list[str]
    achieved_name: str  # what the levels are called that count as achieved
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

    @property
    def percent_achieved(self) -> int:
        """Of each hundred levels given, those that count as achieved."""
        return round(100 * sum(row.achieved(row.counts) for row in self.rows) / sum(row.n for row in self.rows))


OF_CRITERION = {
    "title": "version__instrument__title",
    "number": "version__number",
    "version": "version",
    "scale": "scale",
    "order": "order",
    "short_title": "short_title",
}


def level_charts(visits: QuerySet[Visit], *, within: Sequence[str] = ()) -> list[LevelChart]:
    """How many people reached each level of each criterion, in their latest visit among `visits`; also among those of
    whom these columns of a level say the same.
    """
    groups_by = {f"within_{n}": F(path) for n, path in enumerate(within)}
    counted: Any = (
        Score.objects.filter(visit__in=latest_visits(visits).values("pk"), value__isnull=False)
        .order_by()
        .values("value", key=F("criterion"), **groups_by)
        .annotate(n=Count("value"), marked=Count("value", filter=Q(out_of_calibration=True)))  # from the index alone
        .annotate(
            **{name: Max(f"criterion__{path}") for name, path in OF_CRITERION.items()}
        )  # to sort by its key alone
    )
    criteria: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for group in sorted(counted, key=lambda one: [one[name] for name in (*OF_CRITERION, "key")]):
        criteria[group["key"]].append(group)
    charts: dict[tuple[Any, ...], LevelChart] = {}
    for groups in criteria.values():
        first = groups[0]
        chart = charts.setdefault((first["version"], first["scale"]), _empty_chart(first))
        chart.rows.append(_row(groups, list(groups_by)))
    return list(charts.values())


def _empty_chart(group: Mapping[str, Any]) -> LevelChart:
    scale = group["scale"]
    names = [short_label(scale, value) for value in range(1, top(scale) + 1)]
    return LevelChart(group["title"], group["number"], names, achieved_name(scale), [])


def _row(groups: Sequence[Mapping[str, Any]], groups_by: Sequence[str]) -> CriterionLevels:
    """The levels of one criterion; `groups` are those that somebody reached."""
    first = groups[0]
    counts = [0] * top(first["scale"])
    within: dict[Any, list[int]] = defaultdict(lambda: [0] * len(counts))
    for group in groups:
        counts[group["value"] - 1] += group["n"]
        within[tuple(group[name] for name in groups_by)][group["value"] - 1] += group["n"]
    return CriterionLevels(
        first["short_title"],
        counts,
        criterion=first["key"],
        achieved_from=achieved_from(first["scale"]),
        within=dict(within),
        marked=sum(group["marked"] for group in groups),
    )


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

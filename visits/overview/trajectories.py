"""How the levels of a person moved over her closed visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.formats import date_format

from accompaniment.lib.charts import trajectories as charts
from accompaniment.models import User
from rubrics.models import Criterion
from rubrics.scales import short_label, top
from visits.record.models.contents import Score
from visits.record.models.visits import Visit
from visits.talk.services import waiting_for_own_look

AT_A_GLANCE = 5


class Row(NamedTuple):
    """The levels of one criterion by visit: what they are called, a dash where there is none, and their numbers."""

    criterion: Criterion
    levels: list[str]
    values: list[int | None]


@dataclass(frozen=True)
class Trajectory:
    """Levels of one instrument version: a row for each criterion, a column for each closed visit, oldest first."""

    title: str
    visits: list[Visit]
    rows: list[Row]

    @property
    def drawing(self) -> charts.Trajectories:
        return self._drawn(self.rows)

    @property
    def glance(self) -> charts.Trajectories:
        """Only of what moved, and of no more than fits at a glance; of the first criteria when nothing did."""
        moved = [row for row in self.rows if len({value for value in row.values if value}) > 1]
        return self._drawn((moved or self.rows)[:AT_A_GLANCE])

    def _drawn(self, chosen: Sequence[Row]) -> charts.Trajectories:
        rows = [charts.TrajectoryRow(row.criterion.short_title, _names(row.criterion), row.values) for row in chosen]
        first, last = (date_format(visit.visited_on, "j b") for visit in (self.visits[0], self.visits[-1]))
        return charts.trajectories(rows, first, last)


def scores_of(visits: Sequence[Visit], user: User) -> dict[Any, list[Score]]:
    """The levels of the closed ones among these visits, by visit and in the order of their instrument.

    A visit that the reader still observes apart has none, nor has one whose levels wait for the reader's own look.
    """
    closed = Visit.objects.closed().filter(pk__in=[visit.pk for visit in visits]).exclude(waiting_for_own_look(user))
    shown = Score.objects.filter(visit__in=closed.with_levels_shown_to(user).values("pk"))
    found: dict[Any, list[Score]] = {}
    for score in shown.select_related("criterion").order_by("criterion__order"):
        found.setdefault(score.visit_id, []).append(score)
    return found


def trajectories_of(ordered: Sequence[Visit], scores: Mapping[Any, Sequence[Score]]) -> list[Trajectory]:
    """Levels by criterion over these visits, oldest first: one for each instrument version, the latest used first."""
    return [_trajectory(of_version, scores) for of_version in reversed(_by_version(ordered))]


def _trajectory(visits: list[Visit], scores: Mapping[Any, Sequence[Score]]) -> Trajectory:
    levels = {(visit.pk, score.criterion_id): score for visit in visits for score in scores.get(visit.pk, ())}
    criteria = {score.criterion_id: score.criterion for score in levels.values()}
    rows = []
    for key, criterion in sorted(criteria.items(), key=lambda pair: pair[1].order):
        found = [levels.get((visit.pk, key)) for visit in visits]
        names = [score.short or "—" if score else "—" for score in found]
        rows.append(Row(criterion, names, [score.value if score else None for score in found]))
    return Trajectory(title=str(visits[0].version.instrument), visits=visits, rows=rows)


def _names(criterion: Criterion) -> list[str]:
    return [short_label(criterion.scale, value) for value in range(1, top(criterion.scale) + 1)]


def _by_version(visits: Iterable[Visit]) -> list[list[Visit]]:
    """In the order in which each was used last."""
    groups: dict[int, list[Visit]] = {}
    for visit in visits:
        groups[visit.version_id] = [*groups.pop(visit.version_id, []), visit]
    return list(groups.values())

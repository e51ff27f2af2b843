"""Did it help? The levels of who came before and after a session, beside those of who worked on it nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accompaniment.lib.charts.canvas import Drawing
from accompaniment.lib.charts.levels import Distribution, stacked_bars
from accompaniment.lib.proportions import Between, difference_between
from accompaniment.lib.small_groups import is_tellable
from accompaniment.models import Teacher, User
from rubrics.models import Criterion
from rubrics.scales import achieved_from, short_label, top
from visits.record.models.contents import Score
from visits.record.models.visits import Visit

from .models import Attendance, GroupSession


@dataclass(frozen=True)
class Change:
    """The levels in a criterion of some people, each before and after a session. Without pairs it says nothing."""

    pairs: Sequence[tuple[int, int]]
    achieved_from: int

    @property
    def n(self) -> int:
        return len(self.pairs)

    @property
    def rose(self) -> int:
        return sum(after > before for before, after in self.pairs)

    @property
    def stayed(self) -> int:
        return sum(after == before for before, after in self.pairs)

    @property
    def fell(self) -> int:
        return sum(after < before for before, after in self.pairs)

    @property
    def achieved_before(self) -> int:
        return sum(before >= self.achieved_from for before, _after in self.pairs)

    @property
    def achieved_after(self) -> int:
        return sum(after >= self.achieved_from for _before, after in self.pairs)

    def counts(self, side: int, levels: int) -> list[int]:
        """How many have each level, the lowest first: before (0) or after (1)."""
        found = Counter(pair[side] for pair in self.pairs)
        return [found[level] for level in range(1, levels + 1)]


@dataclass(frozen=True)
class Effect:
    """Both groups of a session's criterion: who came, and who came to no session about it in the year."""

    criterion: Criterion
    came: Change
    others: Change

    @property
    def points(self) -> int:
        """By how many percentage points more of those who came rose; negative when fewer did."""
        return round(100 * (self.came.rose / self.came.n - self.others.rose / self.others.n))

    @property
    def points_between(self) -> Between:
        """Where these points lie with 95 % confidence, as whole ones."""
        low, high = difference_between(self.came.rose, self.came.n, self.others.rose, self.others.n)
        return Between(round(100 * low), round(100 * high))

    @property
    def is_clear(self) -> bool:
        """Whether the difference is larger than chance alone would easily make it."""
        low, high = self.points_between
        return low > 0 or high < 0

    @property
    def came_started_lower(self) -> bool:
        """Whether fewer of those who came, in proportion, had achieved it before: they had more room to rise."""
        return self.came.achieved_before * self.others.n < self.others.achieved_before * self.came.n

    def drawing(self, titles: Sequence[str]) -> Drawing:
        """The levels of both groups before and after, as bars with these four titles."""
        scale = self.criterion.scale
        names = [short_label(scale, level) for level in range(1, top(scale) + 1)]
        sides = [(group, side) for group in (self.came, self.others) for side in (0, 1)]
        rows = [
            Distribution(title, group.counts(side, len(names)))
            for title, (group, side) in zip(titles, sides, strict=True)
        ]
        return stacked_bars(rows, names)


def effect_of(session: GroupSession, user: User) -> Effect | None:
    """Compare who came to a session with the people of the UGEL who came to none about its criterion in the year.

    Each counts with her level in the last closed visit of the year until the day of the session, and in the last one
    after it. None where a group has fewer than 5 people, or fewer than 5 whom the user does not know, for levels of few
    would be told; likewise without a criterion. Levels that the user may not see yet count for nothing.
    """
    if session.criterion is None:
        return None
    came = set(_who_came(GroupSession.objects.filter(pk=session.pk)))
    same = GroupSession.objects.filter(campaign=session.campaign_id, criterion=session.criterion_id)
    worked = set(_who_came(same.filter(state=GroupSession.State.HELD)))
    pairs = _pairs(session, user)
    ours, theirs = came & pairs.keys(), pairs.keys() - came - worked
    known = set(Teacher.objects.visible_to(user).values_list("pk", flat=True))
    if not all(is_tellable(len(group), len(group - known)) for group in (ours, theirs)):
        return None
    achieved = achieved_from(session.criterion.scale)
    changes = [Change([pairs[key] for key in sorted(group, key=str)], achieved) for group in (ours, theirs)]
    return Effect(session.criterion, *changes)


def _who_came(sessions: Any) -> Iterable[Any]:
    attended = Attendance.objects.filter(session__in=sessions.values("pk"), status=Attendance.Status.ATTENDED)
    return attended.order_by().values_list("teacher", flat=True)


def _pairs(session: GroupSession, user: User) -> dict[Any, tuple[int, int]]:
    """The levels before and after, of the people of the year who have both."""
    visits = Visit.objects.closed().with_levels_shown_to(user).filter(campaign=session.campaign_id)
    scores = Score.objects.filter(visit__in=visits.values("pk"), criterion=session.criterion_id, value__isnull=False)
    rows = scores.order_by("visit__visited_on", "visit__number").values_list(
        F("visit__teacher"), F("visit__visited_on"), "value"
    )
    levels: dict[Any, dict[bool, int]] = defaultdict(dict)
    for teacher, visited_on, value in rows:
        levels[teacher][visited_on > session.held_on] = value
    return {teacher: (found[False], found[True]) for teacher, found in levels.items() if len(found) == 2}

"""What a group could work on: the criteria with most room to grow in the latest visits of its people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from accompaniment.models import Campaign, Post, User
from rubrics.models import Criterion
from rubrics.scales import achieved_from
from visits.commitments.models import Commitment
from visits.overview.levels import achieved_name, latest_visits
from visits.record.models.contents import Score
from visits.record.models.visits import Visit

from .models import GroupSession


@dataclass(frozen=True)
class Theme:
    """A criterion and why to work on it: of `people` with a level in it in their latest visit of the year, `below` have
    not achieved it (III of I–IV, 3 of 1–3, Sí); of what they committed themselves to for it, `overdue` is late.

    `last_on` is the day of the last session about it that the reader may see, None without one.
    """

    criterion: Any
    people: int
    below: int
    overdue: int
    last_on: date | None

    @property
    def said(self) -> str:
        """The evidence in a sentence."""
        return _said(self.criterion.scale, self.people, self.below)

    def as_stored(self) -> dict[str, Any]:
        """The figures as they stand today; `evidence_in_words` says them in the language of whoever reads."""
        figures = {"people": self.people, "below": self.below, "overdue": self.overdue}
        return {"on": timezone.localdate().isoformat(), "scale": self.criterion.scale, **figures}


def _said(scale: str, people: int, below: int) -> str:
    said = ngettext(
        "%(below)d de %(people)d persona todavía no llega a %(level)s en su última visita.",
        "%(below)d de %(people)d personas todavía no llegan a %(level)s en su última visita.",
        people,
    )
    return said % {"below": below, "people": people, "level": achieved_name(scale)}


def themes_for(user: User, posts: QuerySet[Post], campaign: Campaign) -> list[Theme]:
    """Return the themes of whoever has these posts, those with most need first.

    The order: the share of people who have not achieved the criterion, then how many they are, then its title. What all
    have achieved is no theme. Levels that the reader may not see yet count for nothing.
    """
    counts = _counts(user, posts, campaign)
    criteria = Criterion.objects.select_related("version__instrument").in_bulk(list(counts))
    overdue = _overdue(user, posts, list(counts))
    held = GroupSession.objects.visible_to(user).filter(state=GroupSession.State.HELD, criterion__in=list(counts))
    last = dict(held.order_by().values_list("criterion").annotate(Max("held_on")))
    themes = []
    for key, levels in counts.items():
        criterion = criteria[key]
        below = sum(n for value, n in levels.items() if value < achieved_from(criterion.scale))
        themes.append(Theme(criterion, sum(levels.values()), below, overdue.get(key, 0), last.get(key)))
    needed = [theme for theme in themes if theme.below]
    return sorted(needed, key=lambda one: (-one.below / one.people, -one.people, one.criterion.title, one.criterion.pk))


def people_below(user: User, posts: QuerySet[Post], campaign: Campaign, criterion: Criterion) -> set[Any]:
    """The keys of the people with these posts who have not achieved the criterion in their latest visit."""
    below = Score.objects.filter(
        visit__in=_latest(user, posts, campaign), criterion=criterion, value__lt=achieved_from(criterion.scale)
    )
    return set(below.order_by().values_list("visit__teacher", flat=True))


def people_above(user: User, posts: QuerySet[Post], campaign: Campaign, criterion: Criterion) -> set[Any]:
    """The keys of those who have achieved it."""
    above = Score.objects.filter(
        visit__in=_latest(user, posts, campaign), criterion=criterion, value__gte=achieved_from(criterion.scale)
    )
    return set(above.order_by().values_list("visit__teacher", flat=True))


def _latest(user: User, posts: QuerySet[Post], campaign: Campaign) -> Any:
    visits = Visit.objects.visible_to(user).closed().with_levels_shown_to(user).filter(campaign=campaign)
    return latest_visits(visits.filter(teacher__in=posts.order_by().values("teacher"))).values("pk")


def _counts(user: User, posts: QuerySet[Post], campaign: Campaign) -> dict[int, dict[int, int]]:
    """How many people have each level, by the key of each criterion."""
    scores = Score.objects.filter(visit__in=_latest(user, posts, campaign), value__isnull=False)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for criterion, value, n in scores.order_by().values_list("criterion", "value").annotate(n=Count("pk")):
        found[criterion][value] = n
    return found


def _overdue(user: User, posts: QuerySet[Post], criteria: list[int]) -> dict[int, int]:
    late = Commitment.objects.visible_to(user).pending().filter(due_on__lt=timezone.localdate(), criterion__in=criteria)
    late = late.filter(teacher__in=posts.order_by().values("teacher"))
    return dict(late.order_by().values_list("criterion").annotate(Count("pk")))


def evidence_in_words(stored: dict[str, Any] | None) -> list[str]:
    """A theme as it stood when a session was convened, a sentence each; none for a session that came from no theme."""
    if stored is None:
        return []
    said, late = _said(stored["scale"], stored["people"], stored["below"]), stored["overdue"]
    owed = ngettext("%(n)d compromiso por ella estaba vencido.", "%(n)d compromisos por ella estaban vencidos.", late)
    return [said, owed % {"n": late}] if late else [said]

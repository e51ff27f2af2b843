"""What paired visits and practice cases say of observers: their pairs of levels, read once and added up in Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accompaniment.access import in_force
from accompaniment.models import Companion, Role, Ugel
from rubrics.agreement import (
    Agreement,
    Interval,
    Pair,
    Standard,
    Standing,
    Tendency,
    agreement,
    by_quarter,
    difference_interval,
    mean_difference,
    standing,
    tendency,
)
from rubrics.models import PracticeLevel, PracticeReference
from rubrics.scales import top
from visits.record.models.contents import Score
from visits.record.models.visits import Visit

from .models import PairedScore

if TYPE_CHECKING:
    from accompaniment.models import User

LEAST_OBSERVERS = 5  # what is about fewer observers than these is nobody else's to read
CRITERION = (
    "criterion__version__instrument",
    "criterion__version__instrument__title",
    "criterion__order",
    "criterion__short_title",
    "criterion__scale",
)


@dataclass(frozen=True)
class Observed:
    """One criterion scored by `observer` and by `other`: a colleague, or None for the reference of a practice case."""

    instrument: int
    instrument_title: str
    order: int
    title: str
    scale: str
    day: date
    observer: int
    other: int | None
    pair: Pair

    def turned(self) -> Observed:
        """The same comparison, seen from the colleague."""
        own, others = self.pair
        if self.other is None:
            raise ValueError("a reference is nobody's observation")
        return replace(self, observer=self.other, other=self.observer, pair=(others, own))


# --- Reading ---------------------------------------------------------------------------------------------------
def observed_by(user: User) -> list[Observed]:
    """Everything in which this observer can be compared with somebody, their own level first in each pair."""
    scores = PairedScore.objects.filter(Q(observation__observer=user) | Q(observation__visit__companion__user=user))
    paired = (row if row.observer == user.pk else row.turned() for row in _paired(scores))
    return [*paired, *_practised(PracticeLevel.objects.filter(answer__person=user))]


def observed_in(ugel: Ugel, *, since: date) -> list[Observed]:
    """Every comparison in a UGEL since that day: each paired visit once, and the practice of who observes there."""
    today = in_force(timezone.localdate())
    companions = Companion.objects.filter(today, ugel=ugel).values("user")
    specialists = Role.objects.filter(today, kind=Role.Kind.SPECIALIST, ugel=ugel).values("user")
    practice = PracticeLevel.objects.filter(Q(answer__person__in=companions) | Q(answer__person__in=specialists))
    return [
        *_paired(PairedScore.objects.filter(observation__visit__ugel=ugel, observation__visit__visited_on__gte=since)),
        *_practised(practice.filter(answer__answered_at__date__gte=since)),
    ]


def _paired(scores: QuerySet[PairedScore]) -> list[Observed]:
    """Comparisons that both observers have closed, seen from the second one."""
    rows = scores.filter(
        observation__completed_at__isnull=False, value__isnull=False, companion_value__isnull=False
    ).order_by()
    return [
        _observed(*about, observer=observer, other=companion, pair=(value, companion_value))
        for *about, observer, companion, value, companion_value in rows.values_list(
            *CRITERION,
            "observation__visit__visited_on",
            "observation__observer",
            "observation__visit__companion__user",
            "value",
            "companion_value",
        )
    ]


def _practised(levels: QuerySet[PracticeLevel]) -> list[Observed]:
    """First attempts beside the reference of their case; later ones already know the reasons."""
    reference = PracticeReference.objects.filter(case=OuterRef("answer__case"), criterion=OuterRef("criterion"))
    rows = (
        levels.filter(answer__attempt=1)
        .annotate(expected=Subquery(reference.values("value")[:1]))
        .filter(expected__isnull=False)
        .order_by()
    )
    return [
        _observed(*about, timezone.localtime(at).date(), observer=person, other=None, pair=(value, expected))
        for *about, at, person, value, expected in rows.values_list(
            *CRITERION, "answer__answered_at", "answer__person", "value", "expected"
        )
    ]


def _observed(*about: Any, observer: int, other: int | None, pair: Pair) -> Observed:
    """A row of what `CRITERION` and a day say, and of who observed."""
    instrument, instrument_title, order, title, scale, day = about
    return Observed(instrument, instrument_title, order, title, scale, day, observer, other, pair)


# --- Adding up -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class CriterionAgreement:
    title: str
    agreement: Agreement
    observers: int

    @property
    def is_hidden(self) -> bool:
        """Whether too few observers stand behind it for anybody but themselves."""
        return self.observers < LEAST_OBSERVERS


@dataclass(frozen=True)
class Quarter:
    """How an observer scored against the others in one quarter; the interval is None where it is too little to say."""

    year: int
    quarter: int
    agreement: Agreement
    difference: float
    interval: Interval | None


@dataclass(frozen=True)
class InstrumentFigures:
    """The criteria of one instrument that share a scale, and how observers agree on them."""

    instrument: int
    title: str
    scale: str
    rows: list[Observed]

    @property
    def pairs(self) -> list[Pair]:
        return [row.pair for row in self.rows]

    @property
    def dated(self) -> list[tuple[date, Pair]]:
        return [(row.day, row.pair) for row in self.rows]

    @property
    def practised(self) -> int:
        return sum(row.other is None for row in self.rows)

    @property
    def together(self) -> Agreement:
        return agreement(self.pairs, top=top(self.scale))

    @property
    def tendency(self) -> Tendency:
        return tendency(self.pairs)

    @property
    def difference(self) -> float | None:
        return mean_difference(self.pairs)

    def standing(self, standard: Standard, today: date) -> Standing:
        return standing(self.dated, top=top(self.scale), today=today, standard=standard)

    def criteria(self) -> list[CriterionAgreement]:
        """Each criterion in the order of the instrument, known by its short title in whatever version."""
        groups: dict[str, list[Observed]] = {}
        for row in sorted(self.rows, key=lambda row: row.order):
            groups.setdefault(row.title, []).append(row)
        return [
            CriterionAgreement(title, agreement([r.pair for r in rows], top=top(self.scale)), len(_people(rows)))
            for title, rows in groups.items()
        ]

    def quarters(self) -> list[Quarter]:
        return [
            Quarter(
                window.year,
                window.quarter,
                agreement(window.pairs, top=top(self.scale)),
                mean_difference(window.pairs) or 0.0,
                difference_interval(window.pairs),
            )
            for window in by_quarter(self.dated)
        ]


def _people(rows: Iterable[Observed]) -> set[int]:
    return {person for row in rows for person in (row.observer, row.other) if person is not None}


def figures_by_instrument(observed: Iterable[Observed]) -> list[InstrumentFigures]:
    """Gather comparisons into figures for each instrument and scale, by title."""
    groups: dict[tuple[str, int, str], list[Observed]] = {}
    for row in observed:
        groups.setdefault((row.instrument_title, row.instrument, row.scale), []).append(row)
    return [
        InstrumentFigures(instrument, title, scale, rows) for (title, instrument, scale), rows in sorted(groups.items())
    ]


def within(observed: Iterable[Observed], *, days: int, today: date) -> list[Observed]:
    return [row for row in observed if today - timedelta(days=days) <= row.day <= today]


# --- What an observer was in doubt about -----------------------------------------------------------------------
@dataclass(frozen=True)
class Doubt:
    title: str
    instrument: str
    times: int
    latest_on: date
    version: int  # of the latest, whose practice cases may help


def doubts_of(user: User, *, since: date) -> list[Doubt]:
    """The criteria that an observer marked as doubtful since that day, the most frequent first: what to practise."""
    names = ("criterion__short_title", "criterion__version__instrument__title")
    own = Score.objects.filter(
        in_doubt=True, visit__companion__user=user, visit__status__in=Visit.DONE, visit__visited_on__gte=since
    ).values_list(*names, "visit__visited_on", "criterion__version")
    second = PairedScore.objects.filter(
        in_doubt=True,
        observation__observer=user,
        observation__closed_at__isnull=False,
        observation__visit__visited_on__gte=since,
    ).values_list(*names, F("observation__visit__visited_on"), "criterion__version")
    found: dict[tuple[str, str], list[tuple[date, int]]] = {}
    for title, instrument, day, version in [*own.order_by(), *second.order_by()]:
        found.setdefault((title, instrument), []).append((day, version))
    doubts = [Doubt(*key, len(days), *max(days)) for key, days in found.items()]
    return sorted(doubts, key=lambda doubt: (-doubt.times, doubt.title))

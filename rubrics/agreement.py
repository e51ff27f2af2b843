"""How far two observers agree on the same criteria, as arithmetic: shares, kappa, intervals, drift. No Django.

A pair is (the observer's level, the other one's level). Whoever wants to know how an observer stands asks with that
observer's levels first: a positive difference means scoring higher than the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from random import Random

from .scoring import Share

Pair = tuple[int, int]
Statistic = Callable[[Mapping[Pair, int]], float | None]

SEED = 60_100  # the same pairs always get the same interval
RESAMPLES = 500
DRAWS = 300_000  # at most so many in one interval: large samples get fewer resamples, and need fewer
LEAST_RESAMPLES = 100
LEAST_FOR_INTERVAL = 10  # below it an interval would pretend to know something


@dataclass(frozen=True)
class Interval:
    """Where a figure lies with 95 % confidence, as far as these pairs can tell."""

    low: float
    high: float


@dataclass(frozen=True)
class Agreement:
    """How far the pairs of one criterion agree; kappa is None where undefined, the interval where n is small."""

    exact: Share
    within_one: Share
    kappa: float | None
    interval: Interval | None

    @property
    def n(self) -> int:
        return self.exact.n

    @property
    def is_enough(self) -> bool:
        """Whether there are enough pairs to say more than how many agree."""
        return self.n >= LEAST_FOR_INTERVAL

    @property
    def counts(self) -> tuple[int, int, int]:
        """Pairs on the same level, one apart and further apart."""
        return self.exact.count, self.within_one.count - self.exact.count, self.n - self.within_one.count


class Tendency(Enum):
    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"
    UNKNOWN = "unknown"  # too few pairs to say


class Standing(Enum):
    UNKNOWN = "unknown"  # never enough pairs: nobody is out of what there was no chance to show
    CALIBRATED = "calibrated"
    OUT = "out"
    LAPSED = "lapsed"  # there were enough pairs once, and none since the period began


@dataclass(frozen=True)
class Standard:
    """When an observer is out of calibration, in whole numbers: days, pairs, per cent and hundredths of kappa."""

    period_days: int = 365
    least_pairs: int = 10
    least_share: int = 80
    least_kappa: int = 60

    def is_met(self, pairs: Sequence[Pair], *, top: int) -> bool:
        """Whether these pairs, enough of them, agree well.

        At least `least_share` per cent are equal or one level apart, and kappa reaches `least_kappa`. Where nearly
        everything stands on one level kappa is low or undefined although the observers agree: then it is enough
        that `least_share` per cent are equal.
        """
        if _is_below(within_one(pairs, top=top), self.least_share):
            return False
        found = kappa(pairs)
        return found is None or 100 * found >= self.least_kappa or not _is_below(exact(pairs), self.least_share)


def _is_below(share: Share, percent: int) -> bool:
    return 100 * share.count < percent * share.n


def exact(pairs: Sequence[Pair]) -> Share:
    """Return how many pairs are on the same level."""
    return Share(sum(own == other for own, other in pairs), len(pairs))


def within_one(pairs: Sequence[Pair], *, top: int) -> Share:
    """Return how many pairs are equal or one level apart; of two levels (No, Sí) the next one is the opposite."""
    allowed = 1 if top > 2 else 0
    return Share(sum(abs(own - other) <= allowed for own, other in pairs), len(pairs))


def kappa(pairs: Iterable[Pair]) -> float | None:
    """Return Cohen's kappa with quadratic weights; on two levels (No, Sí) that is plain kappa.

    None without pairs, and where both observers gave one and the same level to everything: chance alone would explain
    it, and the formula divides by zero. (scikit-learn answers nan there.) One constant observer alone gives 0.
    """
    return _kappa(Counter(pairs))


def _kappa(table: Mapping[Pair, int]) -> float | None:
    """Kappa of a table of counts: 1 - observed / expected squared distance, both as whole numbers times n²."""
    n = observed = sum_own = sum_others = squares = 0
    for (own, other), count in table.items():
        n += count
        observed += count * (own - other) ** 2
        sum_own += count * own
        sum_others += count * other
        squares += count * (own * own + other * other)
    expected = n * squares - 2 * sum_own * sum_others
    return 1 - n * observed / expected if expected else None


def mean_difference(pairs: Iterable[Pair]) -> float | None:
    """Return how many levels higher (or lower, below zero) the observer scores than the others; None without pairs."""
    return _mean_difference(Counter(pairs))


def _mean_difference(table: Mapping[Pair, int]) -> float | None:
    n = sum(table.values())
    return sum(count * (own - other) for (own, other), count in table.items()) / n if n else None


def kappa_interval(pairs: Sequence[Pair]) -> Interval | None:
    """Return the interval of kappa; None where all the pairs are equal: no resample could show how far it is off."""
    return None if all(own == other for own, other in pairs) else bootstrap(pairs, _kappa)


def difference_interval(pairs: Sequence[Pair]) -> Interval | None:
    return bootstrap(pairs, _mean_difference)


def bootstrap(pairs: Sequence[Pair], statistic: Statistic, *, seed: int = SEED) -> Interval | None:
    """Return the percentile interval of `statistic`; None below `LEAST_FOR_INTERVAL` pairs.

    Resamples in which the statistic is undefined are left out; when they are most of them there is no interval.
    """
    n = len(pairs)
    if n < LEAST_FOR_INTERVAL:
        return None
    ordered = sorted(pairs)  # whatever order they came in, the same interval
    chance = Random(seed)  # noqa: S311  (reproducible on purpose)
    times = max(LEAST_RESAMPLES, min(RESAMPLES, DRAWS // n))
    found = (statistic(Counter(chance.choices(ordered, k=n))) for _ in range(times))
    values = sorted(value for value in found if value is not None)
    if 2 * len(values) < times:
        return None
    return Interval(_quantile(values, 0.025), _quantile(values, 0.975))


def _quantile(values: Sequence[float], share: float) -> float:
    """Return the quantile of sorted values, straight between the two that stand around it."""
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def agreement(pairs: Sequence[Pair], *, top: int) -> Agreement:
    """Return how far the pairs of one criterion agree, on a scale whose highest level is `top`."""
    return Agreement(exact(pairs), within_one(pairs, top=top), kappa(pairs), kappa_interval(pairs))


def tendency(pairs: Sequence[Pair]) -> Tendency:
    """Return whether the observer scores higher or lower; none unless the interval leaves zero out."""
    interval = difference_interval(pairs)
    if interval is None:
        return Tendency.UNKNOWN
    if interval.low > 0:
        return Tendency.HIGHER
    return Tendency.LOWER if interval.high < 0 else Tendency.NONE


def standing(dated: Sequence[tuple[date, Pair]], *, top: int, today: date, standard: Standard) -> Standing:
    """Return how an observer stands today in one instrument, from all their pairs in it with their days."""
    since = today - timedelta(days=standard.period_days)
    recent = [pair for day, pair in dated if since <= day <= today]
    if len(recent) >= standard.least_pairs:
        return Standing.CALIBRATED if standard.is_met(recent, top=top) else Standing.OUT
    past = sum(day < since for day, _pair in dated)
    return Standing.LAPSED if not recent and past >= standard.least_pairs else Standing.UNKNOWN


@dataclass(frozen=True)
class Window:
    """The pairs of one quarter of a year."""

    year: int
    quarter: int
    pairs: tuple[Pair, ...]

    @property
    def n(self) -> int:
        return len(self.pairs)


def by_quarter(dated: Iterable[tuple[date, Pair]]) -> list[Window]:
    """Gather dated pairs into quarters, the oldest first; a quarter without pairs is left out."""
    quarters: dict[tuple[int, int], list[Pair]] = {}
    for day, pair in dated:
        quarters.setdefault((day.year, (day.month + 2) // 3), []).append(pair)
    return [Window(year, quarter, tuple(sorted(pairs))) for (year, quarter), pairs in sorted(quarters.items())]

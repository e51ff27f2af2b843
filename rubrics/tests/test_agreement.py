"""Agreement between observers: closed forms, properties, and scikit-learn as an oracle."""

import math
import random
import warnings
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rubrics.agreement import (
    LEAST_FOR_INTERVAL,
    Agreement,
    Standard,
    Standing,
    Tendency,
    agreement,
    bootstrap,
    by_quarter,
    difference_interval,
    exact,
    kappa,
    kappa_interval,
    mean_difference,
    standing,
    tendency,
    within_one,
)
from rubrics.scales import ScaleKind, top
from rubrics.scoring import Share

# What is tested here is what comes out, not how long a busy machine takes for it.
timeless = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
resampled = settings(timeless, max_examples=40)  # each example draws thousands of pairs
TODAY = date(2026, 6, 15)
tops = st.sampled_from([top(kind) for kind in ScaleKind])


@st.composite
def tables(draw, least=0, most=60):
    """A scale's highest level, and pairs on it: any table of counts that two observers can fill."""
    highest = draw(tops)
    level = st.integers(1, highest)
    return highest, draw(st.lists(st.tuples(level, level), min_size=least, max_size=most))


def by_scikit_learn(pairs, highest, weights="quadratic"):
    """Its library is loaded here: every process that collects this file would wait two seconds for it."""
    from sklearn.metrics import cohen_kappa_score

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it divides by zero where kappa is undefined
        return cohen_kappa_score(*zip(*pairs, strict=True), labels=list(range(1, highest + 1)), weights=weights)


@timeless
@given(tables(least=1))
def test_kappa_is_that_of_scikit_learn(table):
    highest, pairs = table
    ours, theirs = kappa(pairs), by_scikit_learn(pairs, highest)
    if ours is None:
        assert math.isnan(theirs)
    else:
        assert ours == pytest.approx(theirs, abs=1e-9)


@timeless
@given(st.lists(st.tuples(st.integers(1, 2), st.integers(1, 2)), min_size=1))
def test_on_two_levels_it_is_plain_kappa(pairs):
    ours, theirs = kappa(pairs), by_scikit_learn(pairs, 2, weights=None)
    assert (ours is None and math.isnan(theirs)) or ours == pytest.approx(theirs, abs=1e-9)


@timeless
@given(tables())
def test_swapping_the_observers_turns_only_the_difference_round(table):
    highest, pairs = table
    swapped = [(other, hers) for hers, other in pairs]
    assert exact(pairs) == exact(swapped)
    assert within_one(pairs, top=highest) == within_one(swapped, top=highest)
    assert kappa(pairs) == kappa(swapped)
    if pairs:
        assert mean_difference(pairs) == -mean_difference(swapped)


@resampled
@given(tables(), st.randoms())
def test_the_order_of_the_pairs_says_nothing(table, chance):
    highest, pairs = table
    shuffled = chance.sample(pairs, len(pairs))
    assert agreement(pairs, top=highest) == agreement(shuffled, top=highest)
    assert tendency(pairs) == tendency(shuffled)


@timeless
@given(tables())
def test_turning_the_scale_round_keeps_agreement(table):
    highest, pairs = table
    turned = [(highest + 1 - hers, highest + 1 - other) for hers, other in pairs]
    assert exact(pairs) == exact(turned)
    assert within_one(pairs, top=highest) == within_one(turned, top=highest)
    assert kappa(pairs) == kappa(turned)


@timeless
@given(tables(most=25), st.integers(2, 5))
def test_repeating_every_pair_changes_no_figure(table, times):
    _highest, pairs = table
    assert kappa(pairs * times) == (None if kappa(pairs) is None else pytest.approx(kappa(pairs)))
    assert mean_difference(pairs * times) == (None if not pairs else pytest.approx(mean_difference(pairs)))


@resampled
@given(tables(most=40))
def test_bounds(table):
    highest, pairs = table
    found = agreement(pairs, top=highest)
    assert 0 <= found.exact.count <= found.within_one.count <= found.n == len(pairs)
    assert sum(found.counts) == found.n
    assert found.kappa is None or -1 - 1e-9 <= found.kappa <= 1
    if found.interval:
        assert -1 - 1e-9 <= found.interval.low <= found.interval.high <= 1
    assert (found.interval is None) or found.n >= LEAST_FOR_INTERVAL


@timeless
@given(tables(least=1))
def test_kappa_is_one_only_for_equals_that_vary(table):
    _highest, pairs = table
    equal = all(hers == other for hers, other in pairs)
    varied = len({level for pair in pairs for level in pair}) > 1
    assert (kappa(pairs) == 1) == (equal and varied)
    assert (kappa(pairs) is None) == (not varied)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        ([(2, 2)] * 7, None),  # both constant on one level
        ([(1, 2)] * 7, 0),  # both constant, apart
        ([(2, 1), (2, 2), (2, 3), (2, 4)], 0),  # one constant observer
        ([(1, 1), (4, 4)], 1),
        ([(1, 4), (4, 1)], -1),
        ([(1, 1), (2, 2), (3, 3), (4, 4), (1, 2)], 1 - 5 * 1 / (5 * 65 - 2 * 11 * 12)),
        # Sí / No, the textbook table 20 5 / 10 15: observed 0.7, expected 0.5
        ([(1, 1)] * 20 + [(1, 2)] * 5 + [(2, 1)] * 10 + [(2, 2)] * 15, 0.4),
    ],
)
def test_kappa_in_closed_form(pairs, expected):
    assert kappa(pairs) == (None if expected is None else pytest.approx(expected))


def test_one_apart_counts_but_on_two_levels_it_is_the_opposite():
    pairs = [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert within_one(pairs, top=4) == Share(4, 4)
    assert within_one(pairs, top=2) == exact(pairs) == Share(2, 4)
    assert agreement([(1, 1), (1, 2), (1, 3), (4, 1)], top=4).counts == (1, 1, 2)


def test_an_interval_is_the_same_every_time_and_holds_the_figure():
    pairs = [(1, 1), (2, 2), (3, 3), (2, 3), (3, 4), (1, 2)] * 5
    first = kappa_interval(pairs)
    assert first == kappa_interval(pairs)
    assert first.low < kappa(pairs) < first.high


def test_an_interval_narrows_as_pairs_come():
    some = [(1, 1), (2, 2), (3, 3), (2, 3), (3, 4), (4, 2)]
    few, many = kappa_interval(some * 2), kappa_interval(some * 40)
    assert many.high - many.low < few.high - few.low


def test_few_pairs_have_no_interval():
    pairs = [(1, 1), (2, 3)] * 10
    assert kappa_interval(pairs[: LEAST_FOR_INTERVAL - 1]) is None
    assert kappa_interval(pairs[:LEAST_FOR_INTERVAL]) is not None
    assert agreement([], top=4) == Agreement(Share(0, 0), Share(0, 0), None, None)


def test_equals_alone_do_not_pretend_to_certainty():
    found = agreement([(1, 1), (3, 3)] * 6, top=4)
    assert (found.kappa, found.interval) == (1, None)


def test_an_undefined_figure_has_no_interval():
    assert kappa_interval([(2, 2)] * 30) is None
    assert bootstrap([(1, 1)] * 30, lambda table: None) is None


def test_many_pairs_cost_no_more_than_the_bound():
    chance = random.Random(1)  # noqa: S311
    pairs = [(chance.randint(1, 4), chance.randint(1, 4)) for _ in range(20_000)]
    drawn = []
    bootstrap(pairs, lambda table: drawn.append(sum(table.values())) or 0.0)
    assert len(drawn) == 100
    assert set(drawn) == {20_000}


def test_the_interval_of_the_mean_covers_it_as_often_as_it_says():
    """Of 200 samples from a known distribution about 95 % of the intervals hold the true mean difference."""
    chance = random.Random(7)  # noqa: S311
    held = 0
    for _ in range(200):
        pairs = [(2, chance.choice([1, 2, 2, 3])) for _ in range(40)]
        found = difference_interval(pairs)
        held += found.low <= 0 <= found.high
    assert 180 <= held <= 199


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(3, 2)] * 9, Tendency.UNKNOWN),
        ([(3, 2)] * 10, Tendency.HIGHER),
        ([(1, 2)] * 8 + [(2, 2)] * 4, Tendency.LOWER),
        ([(2, 2)] * 12, Tendency.NONE),
        ([(3, 2), (2, 3)] * 8, Tendency.NONE),
    ],
)
def test_tendency(pairs, expected):
    assert tendency(pairs) is expected


def days(n, pair, *, ago=10):
    return [(TODAY - timedelta(days=ago), pair)] * n


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        ([], Standing.UNKNOWN),
        (days(9, (1, 4)), Standing.UNKNOWN),  # however bad, too few
        (days(5, (1, 1)) + days(5, (3, 3)), Standing.CALIBRATED),
        (days(7, (2, 2)) + days(3, (1, 4)), Standing.OUT),  # 70 % equal or one apart
        (days(5, (2, 3)) + days(5, (3, 2)), Standing.OUT),  # all one apart: no better than chance
        (days(10, (2, 2)), Standing.CALIBRATED),  # kappa is undefined
        (days(9, (2, 2)) + days(1, (2, 3)), Standing.CALIBRATED),  # kappa is 0, and yet they agree
        (days(10, (2, 2), ago=366), Standing.LAPSED),
        (days(9, (2, 2), ago=366), Standing.UNKNOWN),
        (days(10, (2, 2), ago=366) + days(1, (2, 2)), Standing.UNKNOWN),  # she is practising again
        (days(10, (2, 2), ago=365), Standing.CALIBRATED),
        (days(10, (2, 2), ago=-1), Standing.UNKNOWN),  # the clock of a device runs ahead
    ],
)
def test_standing(dated, expected):
    assert standing(dated, top=4, today=TODAY, standard=Standard()) is expected


@timeless
@given(tables(least=10))
def test_whoever_meets_a_standard_meets_every_easier_one(table):
    highest, pairs = table
    if Standard().is_met(pairs, top=highest):
        assert Standard(least_share=70, least_kappa=50).is_met(pairs, top=highest)


@timeless
@given(
    st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.tuples(st.integers(1, 4), st.integers(1, 4))))
)
def test_quarters_lose_no_pair(dated):
    windows = by_quarter(dated)
    assert [(w.year, w.quarter) for w in windows] == sorted({(w.year, w.quarter) for w in windows})
    assert Counter(pair for window in windows for pair in window.pairs) == Counter(pair for _day, pair in dated)


def test_quarters():
    pair = (1, 2)
    found = by_quarter([(date(2026, 4, 1), pair), (date(2026, 3, 31), pair), (date(2025, 12, 31), pair)])
    assert [(w.year, w.quarter, w.n) for w in found] == [(2025, 4, 1), (2026, 1, 1), (2026, 2, 1)]

"""Score intervals, against published examples and what must hold of any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.lib.proportions import difference_between, share_between
from accompaniment.lib.small_groups import is_tellable


@st.composite
def shares(draw):
    n = draw(st.integers(1, 500))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)]
)
def test_the_published_intervals_of_a_share(count, n, low, high):
    assert share_between(count, n) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(
    ("ours", "theirs", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 20), 0.6791, 1.0)],
)
def test_the_published_intervals_of_a_difference(ours, theirs, low, high):
    assert difference_between(*ours, *theirs) == pytest.approx((low, high), abs=1e-4)


@given(shares(), shares())
def test_a_difference_lies_within_its_interval_and_turns_round(ours, theirs):
    low, high = difference_between(*ours, *theirs)
    found = ours[0] / ours[1] - theirs[0] / theirs[1]
    assert -1 - 1e-9 <= low <= found + 1e-9 and found - 1e-9 <= high <= 1 + 1e-9
    assert difference_between(*theirs, *ours) == pytest.approx((-high, -low))


@given(shares())
def test_more_of_the_same_narrows_it(share):
    once, four_times = share_between(*share), share_between(4 * share[0], 4 * share[1])
    assert four_times.high - four_times.low < once.high - once.low


@pytest.mark.parametrize(("count", "n"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_share_is_refused(count, n):
    with pytest.raises(ValueError, match="is no share"):
        share_between(count, n)


@pytest.mark.parametrize(
    ("people", "unknown", "told"), [(4, 0, False), (5, 0, True), (9, 4, False), (9, 5, True), (9, 9, True)]
)
def test_a_group_is_told_of_when_none_of_few_could_be_made_out(people, unknown, told):
    assert is_tellable(people, unknown) == told

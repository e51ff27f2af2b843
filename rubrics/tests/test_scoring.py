import ast
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrics import scoring
from rubrics.scoring import Item, Share

RUBRICS = [Item(f"r{n}", n, 4) for n in range(1, 6)]
MIXED = [Item("a", 1, 4), Item("b", 2, 3), Item("c", 3, 2)]

items_strategy = st.lists(st.integers(2, 4), min_size=1, max_size=12).map(
    lambda tops: [Item(f"c{n}", n, top) for n, top in enumerate(tops, start=1)]
)


@st.composite
def profiles(draw, complete=True):
    items = draw(items_strategy)
    chosen = items if complete else draw(st.lists(st.sampled_from(items), unique=True))
    return items, {item.key: draw(st.integers(1, item.top)) for item in chosen}


def test_no_django():
    tree = ast.parse(Path(scoring.__file__).read_text(encoding="utf-8"))
    names = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)} | {
        alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names
    }
    assert not [name for name in names if name and name.split(".")[0] in {"django", "accompaniment", "rubrics"}]


def test_a_scale_has_two_levels():
    with pytest.raises(ValueError, match="at least two"):
        Item("sola", 1, 1)


@pytest.mark.parametrize("level", [0, -1, 5])
def test_a_level_outside_its_scale_is_refused(level):
    with pytest.raises(ValueError, match="not between 1 and 4"):
        RUBRICS[0].height(level)


def test_needs_are_the_lowest_and_ties_follow_the_instrument():
    levels = {"r1": 3, "r2": 1, "r3": 2, "r4": 2, "r5": 4}
    assert scoring.needs(levels, items=RUBRICS) == ["r2", "r3"]
    assert scoring.needs(levels, items=RUBRICS[::-1]) == ["r2", "r3"]
    assert scoring.needs(levels, items=RUBRICS, most=4) == ["r2", "r3", "r4", "r1"]


def test_needs_compare_levels_on_their_own_scale():
    # II of four is a third of the way, 2 of three is half of it, «Sí» is all of it.
    assert scoring.needs({"a": 2, "b": 2, "c": 2}, items=MIXED, most=3) == ["a", "b"]


def test_an_excellent_profile_has_no_needs():
    assert scoring.needs({item.key: 4 for item in RUBRICS}, items=RUBRICS) == []


def test_strengths_are_firm_levels_that_are_not_first_needs():
    assert scoring.strengths({"r1": 3, "r2": 1, "r3": 2, "r4": 2, "r5": 4}, items=RUBRICS) == ["r5", "r1"]
    assert scoring.strengths({"r1": 1, "r2": 2, "r3": 2, "r4": 2, "r5": 2}, items=RUBRICS) == []
    assert scoring.strengths({"a": 3, "b": 3, "c": 1}, items=MIXED) == ["b"]


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_percentage_is_the_nearest_whole_one(count, n):
    count = min(count, n)
    percent = Share(count, n).percent
    assert 0 <= percent <= 100
    assert abs(Fraction(100 * count, n) - percent) <= Fraction(1, 2)


@given(profiles(complete=False), st.integers(0, 5))
def test_needs_are_never_higher_than_what_is_left_out(drawn, most):
    items, levels = drawn
    height = {item.key: item.height(levels[item.key]) for item in items if item.key in levels}
    found = scoring.needs(levels, items=items, most=most)
    left_out = [height[key] for key in height if key not in found and height[key] < 1]
    assert len(found) == min(most, len(found) + len(left_out))
    assert all(height[key] < 1 for key in found)
    assert all(height[key] <= other for key in found for other in left_out)
    assert [height[key] for key in found] == sorted(height[key] for key in found)


@given(profiles(complete=False))
def test_a_criterion_is_not_both_need_and_strength(drawn):
    items, levels = drawn
    assert not set(scoring.needs(levels, items=items)) & set(scoring.strengths(levels, items=items))


@given(profiles(), st.randoms())
def test_the_order_of_the_data_does_not_matter(drawn, random):
    items, levels = drawn
    shuffled = random.sample(items, len(items))
    assert scoring.needs(levels, items=shuffled) == scoring.needs(levels, items=items)
    assert scoring.strengths(levels, items=shuffled) == scoring.strengths(levels, items=items)

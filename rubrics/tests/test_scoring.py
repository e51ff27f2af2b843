import ast
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrics import scoring
from rubrics.scoring import Change, Direction, Distribution, Item, Share

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


def test_distribution_counts_each_level():
    found = scoring.distribution([1, 2, 2, 4], item=RUBRICS[0])
    assert found.counts == (1, 2, 0, 1)
    assert found.n == 4
    assert found.share(2) == Share(2, 4)
    assert found.share_from(3) == Share(1, 4)


def test_distribution_refuses_a_level_outside_its_scale():
    with pytest.raises(ValueError, match="level 4 is not between 1 and 3"):
        scoring.distribution([4], item=Item("ficha", 1, 3))


@pytest.mark.parametrize("level", [0, -1, 5])
def test_profile_refuses_a_level_outside_its_scale(level):
    with pytest.raises(ValueError, match="not between 1 and 4"):
        scoring.profile([("r1", level)], items=RUBRICS)


def test_profile_refuses_a_strange_criterion():
    with pytest.raises(KeyError):
        scoring.profile([("otra", 1)], items=RUBRICS)


def test_a_scale_has_two_levels():
    with pytest.raises(ValueError, match="at least two"):
        Item("sola", 1, 1)


def test_distributions_gather_counted_rows():
    found = scoring.distributions([("a", 1, 3), ("a", 4, 2), ("b", 3, 1)], items=MIXED)
    assert found == {
        "a": Distribution((3, 0, 0, 2)),
        "b": Distribution((0, 0, 1)),
        "c": Distribution((0, 0)),
    }


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


def test_changes_say_steps_and_direction():
    found = scoring.changes({"r1": 1, "r2": 3, "r3": 2}, {"r1": 3, "r2": 2, "r3": 2, "r4": 1}, items=RUBRICS)
    assert [change.steps for change in found] == [2, -1, 0, None, None]
    assert [change.direction for change in found] == [
        Direction.UP,
        Direction.DOWN,
        Direction.SAME,
        Direction.UNKNOWN,
        Direction.UNKNOWN,
    ]
    assert scoring.directions(found) == {
        Direction.UP: Share(1, 3),
        Direction.SAME: Share(1, 3),
        Direction.DOWN: Share(1, 3),
    }


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Share(3, 12), "3/12 · 25 %"),
        (Share(1, 8), "1/8 · 13 %"),
        (Share(2, 3), "2/3 · 67 %"),
        (Share(0, 5), "0/5 · 0 %"),
        (Share(0, 0), "0/0"),
    ],
)
def test_a_share_says_its_n(share, text):
    assert share.text() == text


def test_a_share_speaks_the_readers_language():
    assert Share(3, 12).text("{count} de {n} ({percent} %)") == "3 de 12 (25 %)"
    assert Share(0, 0).text(empty="sin visitas") == "sin visitas"


@given(st.integers(2, 4), st.lists(st.integers(1, 4), max_size=50))
def test_every_score_is_counted_once(top, levels):
    levels = [min(level, top) for level in levels]
    found = scoring.distribution(levels, item=Item("c", 1, top))
    assert found.n == len(levels)
    assert len(found.counts) == top
    assert found.share_from(1) == Share(len(levels), len(levels))
    assert [found.share(v).count for v in range(1, top + 1)] == [levels.count(v) for v in range(1, top + 1)]


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
    assert list(scoring.profile(levels.items(), items=shuffled)) == [item.key for item in items]


@given(profiles(), profiles())
def test_going_back_undoes_a_change(one, other):
    items, before = one
    after = {key: level for key, level in other[1].items() if key in before}
    there = scoring.changes(before, after, items=items)
    back = scoring.changes(after, before, items=items)
    assert [c.steps and -c.steps for c in there] == [c.steps for c in back]
    assert there == [Change(item.key, before.get(item.key), after.get(item.key)) for item in items]

"""Signatures as strokes: whatever a device sends is either a small drawing or refused."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.closing.signatures import FEWEST_POINTS, MOST_POINTS, BadDrawingError, EmptyDrawingError, parse, path

point = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(list)
strokes = st.lists(st.lists(point, min_size=1, max_size=6), min_size=1, max_size=4)


@given(strokes)
def test_what_was_drawn_comes_back_whole_or_is_too_little(drawn):
    if sum(map(len, drawn)) < FEWEST_POINTS:
        with pytest.raises(EmptyDrawingError):
            parse(json.dumps(drawn))
    else:
        assert parse(json.dumps(drawn)) == drawn


@given(st.text() | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_anything_else_is_refused_and_never_breaks(text):
    with pytest.raises(BadDrawingError):
        parse(text)


@pytest.mark.parametrize(
    "drawn",
    [
        [[[0, 1001]] * 10],
        [[[-1, 5]] * 10],
        [[[True, 5]] * 10],
        [[[1.5, 5]] * 10],
        [[[1, 2, 3]] * 10],
        [[]] * 10,
        [[[1, 2]] * (MOST_POINTS + 1)],
        [[[1, 2]]] * 61,
        {"strokes": []},
        "<script>",
    ],
)
def test_points_outside_the_paper_and_too_many_are_refused(drawn):
    with pytest.raises(BadDrawingError):
        parse(json.dumps(drawn))


def test_a_bomb_of_brackets_is_refused():
    with pytest.raises(BadDrawingError):
        parse("[" * 39_000)


@given(st.lists(point, min_size=1, max_size=10))
def test_a_path_has_nothing_but_moves_and_lines(stroke):
    assert re.fullmatch(r"M\d+ \d+(L\d+ \d+)+", path(stroke))

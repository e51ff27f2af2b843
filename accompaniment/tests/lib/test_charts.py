"""Geometry only: nothing overlaps, nothing leaves the drawing, whatever titles and counts come in."""

import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.lib.charts.canvas import DARK, RAMPS, WIDTH, ink_on, ramp, text_width, wrap
from accompaniment.lib.charts.estimates import Estimate, intervals
from accompaniment.lib.charts.grids import Cell, GridRow, heat_grid
from accompaniment.lib.charts.levels import Distribution, stacked_bars
from accompaniment.lib.charts.profiles import profile
from accompaniment.lib.charts.targets import Made, bars_with_targets
from accompaniment.lib.charts.trajectories import TrajectoryRow, trajectories

LEVELS = ["I", "II", "III", "IV"]
titles = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)
counts = st.lists(st.integers(0, 5000), min_size=4, max_size=4)


@given(titles, st.floats(60, 320))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, width)
    assert all(text_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.lists(st.tuples(titles, counts), max_size=8))
def test_bars_fill_their_width_and_no_text_overlaps(rows):
    chart = stacked_bars([Distribution(title, values) for title, values in rows], LEVELS)
    assert all(
        box.x >= 0 and box.x + box.width <= WIDTH + 0.1 and box.y + box.height <= chart.height for box in chart.boxes
    )
    by_line: dict[float, list[tuple[float, float]]] = {}
    for label in chart.labels:
        width = text_width(label.text)
        left = {"start": label.x, "middle": label.x - width / 2, "end": label.x - width}[label.anchor]
        by_line.setdefault(label.y, []).append((left, left + width))
    for spans in by_line.values():
        assert all(a[1] <= b[0] + 0.1 for a, b in pairwise(sorted(spans)))
    lines = sorted(by_line)
    assert all(b - a >= 12 for a, b in pairwise(lines))


def test_a_bars_parts_are_in_proportion():
    chart = stacked_bars([Distribution("Respeto", [1, 0, 3, 0])], LEVELS)
    first, third = chart.boxes[-2:]
    assert third.width == pytest.approx(3 * first.width, abs=0.1)
    assert {"I: 1", "III: 3", "n = 4"} <= {label.text for label in chart.labels}


def test_nobody_yet_draws_no_bar():
    assert len(stacked_bars([Distribution("Respeto", [0, 0, 0, 0])], LEVELS).boxes) == len(LEVELS)  # the legend alone


steps = st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=1, max_size=12)


@given(st.lists(st.tuples(titles, steps), min_size=1, max_size=8))
def test_a_dot_for_each_level_given_inside_the_drawing_and_right_of_the_titles(rows):
    chart = trajectories([TrajectoryRow(title, LEVELS, levels) for title, levels in rows], "15 abr", "2 nov")
    assert len(chart.dots) == sum(level is not None for _title, levels in rows for level in levels)
    assert all(dot.y - dot.radius >= 0 and dot.y + dot.radius <= chart.height for dot in chart.dots)
    right_of = max((label.x + text_width(label.text) for label in chart.labels if label.x < 100), default=0)
    assert all(dot.x - dot.radius > right_of - 8 and dot.x + dot.radius < WIDTH for dot in chart.dots)
    assert all(0 < label.y < chart.height for label in chart.labels)


def test_a_rise_is_drawn_upwards_and_the_latest_dot_is_the_largest():
    chart = trajectories([TrajectoryRow("Respeto", LEVELS, [1, None, 3])], "15 abr", "2 nov")
    first, last = chart.dots
    assert first.x < last.x and first.y > last.y and first.radius < last.radius
    assert {"Respeto", "III", "15 abr", "2 nov"} == {label.text for label in chart.labels}
    assert len(chart.lines) == 1


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("levels", RAMPS)
def test_levels_are_told_apart_by_lightness_alone_and_their_letters_read(levels):
    fills = ramp(levels)
    assert all(contrast(a, b) >= 1.25 and luminance(a) > luminance(b) for a, b in pairwise(fills))
    assert all(contrast(fill, ink_on(fill)) >= 4.5 for fill in fills)


def test_a_profile_puts_each_level_at_its_stop():
    respect, welcome, order = profile(LEVELS, 4, 4), profile(["1", "2", "3"], 3, 1), profile(["No", "Sí"], None, 2)
    assert respect.first == respect.latest == respect.stops[3]
    assert (welcome.first, welcome.latest) == (welcome.stops[2], welcome.stops[0])
    assert order.first is None and order.latest == order.stops[1]


@pytest.mark.parametrize("names", [LEVELS, ["1", "2", "3"], ["No", "Sí"], ["No", "A veces", "Sí"]])
def test_a_profile_stays_inside_and_its_names_apart(names):
    chart = profile(names, 1, len(names))
    assert all(8 <= stop <= chart.width - 8 for stop in chart.stops)
    assert all(label.y <= chart.height for label in chart.labels)
    spans = [
        (label.x - text_width(label.text, 11) / 2, label.x + text_width(label.text, 11) / 2) for label in chart.labels
    ]
    assert spans[0][0] >= 0 and spans[-1][1] <= chart.width and all(a[1] < b[0] for a, b in pairwise(spans))


def test_a_profile_is_drawn_with_a_step_only_where_both_levels_are_known():
    drawn = [
        render_to_string("charts/profile.svg", {"chart": profile(LEVELS, *levels), "title": "T<", "description": "D"})
        for levels in ((1, 3), (1, None), (None, None))
    ]
    assert [svg.count("<line") for svg in drawn] == [2, 1, 1]
    assert all("<title>T&lt;</title>" in svg and "style" not in svg for svg in drawn)


@given(titles, st.integers(0, 3000), st.integers(0, 3000), st.none() | st.integers(0, 3000))
def test_bars_with_targets_never_leave_the_drawing(title, made, owed, target):
    chart = bars_with_targets([Made(title, "3 de 4", made, owed, target)])
    assert all(box.width >= 0 and box.x + box.width <= WIDTH for box in chart.boxes)
    assert all(box.y + box.height <= chart.height for box in chart.boxes)


def test_a_bar_is_full_as_far_as_was_made_and_marks_its_target():
    [owed, made, mark] = bars_with_targets([Made("Red Sur", "3 de 6", 3, 6, 4)]).boxes
    assert made.width == pytest.approx(owed.width / 2, abs=0.1)
    assert (mark.fill, mark.x) == (DARK, pytest.approx(owed.x + owed.width * 4 / 6, abs=0.1))


def test_a_bar_without_a_target_of_its_own_has_no_mark():
    assert len(bars_with_targets([Made("Red Sur", "3 de 6", 3, 6)]).boxes) == 2


@given(st.lists(titles, min_size=1, max_size=14), st.lists(titles, min_size=1, max_size=6))
def test_a_grid_has_a_cell_where_each_row_meets_each_column_and_stays_inside(columns, names):
    rows = [GridRow(name, [Cell("67 %", "2/3", 2) for _ in columns]) for name in names]
    chart = heat_grid(rows, columns, LEVELS)
    cells = chart.boxes[len(LEVELS) :]
    assert len(cells) == len(rows) * len(columns)
    assert all(cell.x + cell.width <= WIDTH and cell.y + cell.height <= chart.height for cell in cells)
    places = [(cell.x, cell.y) for cell in cells]
    assert len(set(places)) == len(places)


def test_a_cell_is_as_dark_as_its_step_and_an_empty_one_is_white():
    row = GridRow("Red Sur", [Cell("10 %", step=0), Cell("90 %", step=3, url="/v/", said="Red Sur: 9"), Cell("–")])
    chart = heat_grid([row], ["A", "B", "C"], LEVELS)
    low, high, none = chart.boxes[len(LEVELS) :]
    assert (low.fill, high.fill, none.fill) == (RAMPS[4][0], RAMPS[4][3], "#ffffff")
    assert chart.leads_on and (high.url, high.title) == ("/v/", "Red Sur: 9")
    assert [label.text for label in chart.labels if label.is_upright] == ["A", "B", "C"]


def test_svg_numbers_are_not_localised_and_texts_are_escaped():
    chart = stacked_bars([Distribution("<b>Respeto</b>", [1234, 2, 3, 4])], LEVELS)
    svg = render_to_string("charts/boxes.svg", {"chart": chart, "title": "T<", "description": "D"})
    assert "<b>" not in svg and "<title>T&lt;</title>" in svg and 'role="img"' in svg
    assert re.fullmatch(r"[\d.\- ]+", re.search(r'viewBox="([^"]+)"', svg)[1])
    assert all(re.fullmatch(r"-?[\d.]+", value) for value in re.findall(r' (?:x|y|width|height)="([^"]*)"', svg))
    assert "style" not in svg


estimates = st.builds(
    Estimate,
    titles,
    st.just("0.61"),
    st.none() | st.floats(-2, 2),
    st.none() | st.tuples(st.floats(-2, 0), st.floats(0, 2)),
)


@given(st.lists(estimates, max_size=8))
def test_intervals_stay_inside_the_drawing_whatever_the_figures(rows):
    chart = intervals(rows, [(0, "0"), (0.5, "0.5"), (1, "1")])
    assert len(chart.dots) == len(rows)
    for dot in chart.dots:
        assert dot.y + 5 <= chart.height
        assert all(0 <= x <= WIDTH for x in [dot.x or 0, *(dot.span or ())])
        assert dot.span is None or dot.span[0] <= dot.span[1]
    assert all(0 <= label.x <= WIDTH and label.y <= chart.height for label in chart.labels)


def test_a_dot_stands_where_its_figure_is():
    chart = intervals([Estimate("Acogida", "0.50", 0.5, (0.25, 1.0))], [(0, "0"), (1, "1")])
    left, right = chart.ticks
    assert chart.dots[0].x == (left + right) / 2
    assert chart.dots[0].span == (left + (right - left) / 4, right)
    svg = render_to_string("charts/intervals.svg", {"chart": chart, "title": "T<", "description": "D"})
    assert "<title>T&lt;</title>" in svg and 'role="img"' in svg and "style" not in svg

"""A signature drawn with a finger: strokes of points, each coordinate from 0 to 1000. No Django here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Strokes = list[list[list[int]]]

SIDE = 1000
MOST_STROKES = 60
MOST_POINTS = 3000
LONGEST_TEXT = 40_000  # characters: what that many points take, and nothing that could weigh on the site
FEWEST_POINTS = 8  # a touch by mistake leaves fewer


class BadDrawingError(ValueError):
    """What was sent is no drawing of a signature."""


class EmptyDrawingError(BadDrawingError):
    """Nothing was drawn, or only a dot."""


def parse(text: str) -> Strokes:
    """Return the strokes that a device sent as JSON. Raises BadDrawingError, EmptyDrawingError for hardly anything."""
    if len(text) > LONGEST_TEXT:
        raise BadDrawingError("too long")
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise BadDrawingError("not JSON") from trouble
    if not isinstance(strokes, list) or not all(_is_stroke(stroke) for stroke in strokes):
        raise BadDrawingError("not strokes")
    points = sum(len(stroke) for stroke in strokes)
    if len(strokes) > MOST_STROKES or points > MOST_POINTS:
        raise BadDrawingError("too many points")
    if points < FEWEST_POINTS:
        raise EmptyDrawingError("hardly a touch")
    return strokes


def _is_stroke(stroke: Any) -> bool:
    return isinstance(stroke, list) and bool(stroke) and all(_is_point(point) for point in stroke)


def _is_point(point: Any) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(type(n) is int and 0 <= n <= SIDE for n in point)


def path(stroke: Sequence[Sequence[int]]) -> str:
    """Return a stroke as the data of an SVG path; a single point is a dot."""
    first, *rest = stroke
    moves = [f"M{first[0]} {first[1]}", *(f"L{x} {y}" for x, y in rest or [first])]
    return "".join(moves)

"""A profile: where one person stood and stands on each criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import LINE, PAD, WIDTH, Label, text_width, wrap


@dataclass(frozen=True)
class ProfileRow:
    """The first (diagnostic) and the latest level of one criterion; None when it was not scored."""

    title: str
    level_names: Sequence[str]
    first: int | None
    latest: int | None = None


@dataclass(frozen=True)
class Track:
    y: float
    x_first: float
    x_last: float
    stops: list[float]
    marks: list[Mark]
    step: tuple[float, float] | None  # from the first level to the latest, where they differ


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    kind: str  # "first" is drawn as an open circle, "latest" as a full diamond around it
    points: str = ""


@dataclass(frozen=True)
class Profile:
    width: float
    height: float
    labels: list[Label]
    tracks: list[Track]
    legend: list[Mark]


def profile(rows: Sequence[ProfileRow], first_name: str, latest_name: str = "") -> Profile:
    """Lay out a legend and, for each criterion, its title and a track with the level at its place.

    `latest_name` is empty when there is only one visit to show.
    """
    legend = [_mark(PAD + 8, 9, "first")]
    labels = [Label(PAD + 20, 13, first_name)]
    y = LINE + 3
    if latest_name:
        x = PAD + 20 + text_width(first_name) + 24
        if x + 12 + text_width(latest_name) > WIDTH:
            x, y = PAD + 8, y + LINE
        legend.append(_mark(x, y - LINE + 6, "latest"))
        labels.append(Label(round(x + 12, 1), y - LINE + 10, latest_name))
    tracks = []
    for row in rows:
        for line in wrap(row.title, WIDTH - 2 * PAD):
            y += LINE
            labels.append(Label(PAD, y, line))
        tracks.append(_track(row, y + 13, with_latest=bool(latest_name)))
        labels += _stop_labels(tracks[-1], row.level_names)
        y += 36
    return Profile(WIDTH, round(y + 4, 1), labels, tracks, legend)


def _track(row: ProfileRow, y: float, *, with_latest: bool) -> Track:
    left, right = 30.0, WIDTH - 40
    gap = (right - left) / max(len(row.level_names) - 1, 1)
    stops = [round(left + gap * i, 1) for i in range(len(row.level_names))]
    marks, places = [], {}
    for kind, level in (("latest", row.latest if with_latest else None), ("first", row.first)):
        if level is not None and 1 <= level <= len(stops):
            places[kind] = stops[level - 1]
            marks.append(_mark(stops[level - 1], y, kind))
    moved = len(places) == 2 and places["first"] != places["latest"]
    return Track(y, stops[0], stops[-1], stops, marks, (places["first"], places["latest"]) if moved else None)


def _mark(x: float, y: float, kind: str) -> Mark:
    size = 9
    return Mark(round(x, 1), y, kind, f"{x:.1f},{y - size} {x + size:.1f},{y} {x:.1f},{y + size} {x - size:.1f},{y}")


def _stop_labels(track: Track, names: Sequence[str]) -> list[Label]:
    return [Label(x, track.y + 22, name, anchor="middle") for x, name in zip(track.stops, names, strict=True)]

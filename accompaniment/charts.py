"""Geometry of the charts: data in, shapes out. The SVG templates only write these numbers down.

Units are those of a drawing 320 wide, about the width of a phone, so that its letters stay readable there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320.0
TEXT = 12.0
LINE = 15.0
PAD = 2.0

# From light to dark, so that the order of the levels survives grey paper and every kind of colour vision.
RAMPS = {
    2: ("#f3dfae", "#0f5a57"),
    3: ("#f3dfae", "#6fb3a8", "#0f5a57"),
    4: ("#f3dfae", "#95c8ba", "#2f7a70", "#0a403e"),
}
DARK, PALE = "#1d2a2a", "#ffffff"

_WIDE, _NARROW = frozenset("MWmw@%&ÑQOGDHNUCRÓÚ—…"), frozenset("iljtfrI.,;:'|!()[] -íì")


def text_width(text: str, size: float = TEXT) -> float:
    """Return a safe (never short) estimate of how wide `text` is in Liberation Sans or Arial."""
    ems = sum(0.36 if c in _NARROW else 0.95 if c in _WIDE else 0.73 if c.isupper() else 0.6 for c in text)
    return ems * size


def wrap(text: str, width: float, size: float = TEXT) -> list[str]:
    """Break `text` into lines no wider than `width`; a word longer than a line is broken too."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}" if line else word
        if text_width(candidate, size) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        while text_width(word, size) > width and len(word) > 1:
            cut = _fitting(word, width, size)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line or not lines else lines


def _fitting(word: str, width: float, size: float) -> int:
    cut = 1
    while cut < len(word) and text_width(word[: cut + 1], size) <= width:
        cut += 1
    return cut


def ramp(levels: int) -> tuple[str, ...]:
    """Return a fill for each level, from the lowest to the highest."""
    return RAMPS.get(levels, RAMPS[4])


def ink_on(fill: str) -> str:
    """Return the letter colour that reads on `fill`."""
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    return DARK if 0.299 * red + 0.587 * green + 0.114 * blue > 125 else PALE


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    fill: str = DARK
    anchor: str = "start"


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str


# --- How many people reached each level, a bar for each criterion -----------------------------------------------
@dataclass(frozen=True)
class Distribution:
    """People at each level of one criterion, from the lowest level to the highest."""

    title: str
    counts: Sequence[int]

    @property
    def n(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class StackedBars:
    width: float
    height: float
    labels: list[Label]
    boxes: list[Box]


def stacked_bars(rows: Sequence[Distribution], level_names: Sequence[str]) -> StackedBars:
    """Lay out a legend and, for each criterion, its title with n and a bar of shares."""
    fills = ramp(len(level_names))
    labels, boxes, y = _legend(level_names, fills)
    for row in rows:
        count = f"n = {row.n}"
        for line in wrap(row.title, WIDTH - text_width(count) - 3 * PAD):
            y += LINE
            labels.append(Label(PAD, y, line))
        labels.append(Label(WIDTH - PAD, y, count, anchor="end"))
        y += 5
        row_labels, row_boxes = _bar(row, level_names, fills, y)
        labels += row_labels
        boxes += row_boxes
        y += 22 + 8
    return StackedBars(WIDTH, round(y, 1), labels, boxes)


def _legend(names: Sequence[str], fills: Sequence[str]) -> tuple[list[Label], list[Box], float]:
    labels, boxes = [], []
    x, y = PAD, PAD
    for name, fill in zip(names, fills, strict=False):
        needed = 16 + text_width(name) + 14
        if x + needed > WIDTH and x > PAD:
            x, y = PAD, y + LINE + 3
        boxes.append(Box(round(x, 1), y, 12, 12, fill))
        labels.append(Label(round(x + 16, 1), y + 10.5, name))
        x += needed
    return labels, boxes, y + LINE + 3


def _bar(row: Distribution, names: Sequence[str], fills: Sequence[str], y: float) -> tuple[list[Label], list[Box]]:
    labels, boxes = [], []
    x, scale = PAD, (WIDTH - 2 * PAD) / max(row.n, 1)
    for count, name, fill in zip(row.counts, names, fills, strict=False):
        if not count:
            continue
        width = count * scale
        boxes.append(Box(round(x, 2), y, round(width, 2), 22, fill))
        text = next((t for t in (f"{name}: {count}", str(count)) if text_width(t) + 6 <= width), "")
        if text:
            labels.append(Label(round(x + width / 2, 2), y + 15.5, text, ink_on(fill), "middle"))
        x += width
    return labels, boxes


# --- One person's profile: a track for each criterion, on its own scale -----------------------------------------
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


# --- Visits made against visits owed ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Progress:
    width: float
    height: float
    boxes: list[Box]
    made: int
    owed: int | None


def visits_made(made: int, owed: int | None) -> Progress:
    """Lay out a cell for each visit owed, filled once made; past thirty visits, one bar."""
    total = max(made, owed or 0)
    if total > 30:
        share = min(made / (owed or made), 1.0)
        full = round((WIDTH - 2 * PAD) * share, 1)
        boxes = [Box(PAD, PAD, WIDTH - 2 * PAD, 18, PALE), Box(PAD, PAD, full, 18, RAMPS[2][1])]
        return Progress(WIDTH, 22, boxes, made, owed)
    cell = (WIDTH - 2 * PAD) / max(total, 1)
    width = min(cell - 3, 44)
    boxes = [
        Box(round(PAD + i * (width + 3), 1), PAD, round(width, 1), 18, RAMPS[2][1] if i < made else PALE)
        for i in range(total)
    ]
    return Progress(WIDTH, 22, boxes, made, owed)


# --- Estimates with their intervals, a line each on one axis ----------------------------------------------------
@dataclass(frozen=True)
class Estimate:
    """A figure and how far it may be off; without `value` only `text` says why."""

    title: str
    text: str
    value: float | None = None
    span: tuple[float, float] | None = None


@dataclass(frozen=True)
class Dot:
    y: float
    x: float | None
    span: tuple[float, float] | None


@dataclass(frozen=True)
class Intervals:
    width: float
    height: float
    top: float
    bottom: float
    labels: list[Label]
    dots: list[Dot]
    ticks: list[float]


def intervals(rows: Sequence[Estimate], ticks: Sequence[tuple[float, str]]) -> Intervals:
    """Lay out an axis from the first tick to the last and, for each row, its title, its text and a dot with whiskers.

    What lies outside of the axis is drawn at its end.
    """
    low, high = ticks[0][0], ticks[-1][0]
    left, right = 16.0, WIDTH - 16

    def place(value: float) -> float:
        return round(left + (right - left) * (min(max(value, low), high) - low) / (high - low), 1)

    labels = [Label(place(value), 12, name, anchor="middle") for value, name in ticks]
    dots, y = [], LINE + 3
    for row in rows:
        width = WIDTH - text_width(row.text) - 4 * PAD
        for line in wrap(row.title, width):
            y += LINE
            labels.append(Label(PAD, y, line))
        labels.append(Label(WIDTH - PAD, y, row.text, anchor="end"))
        x = None if row.value is None else place(row.value)
        span = (place(row.span[0]), place(row.span[1])) if row.span else None
        dots.append(Dot(y + 12, x, span))
        y += 24
    return Intervals(WIDTH, round(y + 2, 1), LINE + 3, round(y, 1), labels, dots, [place(value) for value, _ in ticks])

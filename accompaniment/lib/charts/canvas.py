"""What every chart stands on: widths, colours, and texts that fit."""

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
    """Return the text colour that reads on `fill`."""
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    return DARK if 0.299 * red + 0.587 * green + 0.114 * blue > 125 else PALE


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    fill: str = DARK
    anchor: str = "start"
    size: float = TEXT
    is_upright: bool = False  # read from below upwards, as the head of a narrow column


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str
    url: str = ""  # where it leads
    title: str = ""  # what it leads to, for whoever can't see it


@dataclass(frozen=True)
class Drawing:
    """A chart of boxes and texts, which `charts/boxes.svg` draws."""

    width: float
    height: float
    labels: list[Label]
    boxes: list[Box]

    @property
    def leads_on(self) -> bool:
        return any(box.url for box in self.boxes)


def legend(names: Sequence[str], fills: Sequence[str]) -> tuple[list[Label], list[Box], float]:
    """Lay out what each fill means, in as many lines as they take; return where the chart goes on below."""
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

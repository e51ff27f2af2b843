"""A bar: visits made of those owed."""

from __future__ import annotations

from dataclasses import dataclass

from .canvas import PAD, PALE, RAMPS, WIDTH, Box


@dataclass(frozen=True)
class VisitsMadeBar:
    width: float
    height: float
    boxes: list[Box]
    made: int
    owed: int | None


def visits_made(made: int, owed: int | None) -> VisitsMadeBar:
    """Lay out a cell for each visit owed, filled once made; past thirty visits, one bar."""
    total = max(made, owed or 0)
    if total > 30:
        share = min(made / (owed or made), 1.0)
        full = round((WIDTH - 2 * PAD) * share, 1)
        boxes = [Box(PAD, PAD, WIDTH - 2 * PAD, 18, PALE), Box(PAD, PAD, full, 18, RAMPS[2][1])]
        return VisitsMadeBar(WIDTH, 22, boxes, made, owed)
    cell = (WIDTH - 2 * PAD) / max(total, 1)
    width = min(cell - 3, 44)
    boxes = [
        Box(round(PAD + i * (width + 3), 1), PAD, round(width, 1), 18, RAMPS[2][1] if i < made else PALE)
        for i in range(total)
    ]
    return VisitsMadeBar(WIDTH, 22, boxes, made, owed)

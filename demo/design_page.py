"""The parts that pages are built of, as live examples for whoever adds a page. docs/look.md says when to use which."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accompaniment.lib.charts.grids import Cell, GridRow, heat_grid
from accompaniment.lib.charts.levels import Distribution, stacked_bars
from accompaniment.lib.charts.targets import Made, bars_with_targets
from accompaniment.lib.charts.trajectories import TrajectoryRow, trajectories

LEVELS = ["I", "II", "III", "IV"]
STATES = [
    ("planned", "programada"),
    ("writing", "en registro"),
    ("attention", "pide algo"),
    ("closed", "cerrada"),
    ("done", "conforme"),
    ("overdue", "vencido"),
    ("refused", "rechazada"),
]
ICONS = ["home", "visits", "people", "commitments", "documents", "alerts", "search", "more"]


@dataclass(frozen=True)
class Job:
    """What the part about progress asks of long work."""

    percent: int
    step: str = "Dibujar el documento"
    status: str = "running"
    is_finished: bool = False


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Only with DEBUG=1: a real site has no page of examples."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "demo/design.html", {"states": STATES, "icons": ICONS, "job": Job(60), **_charts()})


def _charts() -> dict[str, Any]:
    levels = [
        Distribution("Promueve la autonomía", [1, 4, 9, 2]),
        Distribution("Acoge a cada niña y niño", [0, 2, 8, 6]),
    ]
    moved = [TrajectoryRow("Autonomía", LEVELS, [1, 2, 2, 3]), TrajectoryRow("Acogida", LEVELS, [2, None, 3, 3])]
    met = [
        GridRow("Red 1, Valle", [Cell("62 %", "n = 21", 2), Cell("<5")]),
        GridRow("Red 2", [Cell("90 %", "n = 9", 3)] * 2),
    ]
    return {
        "bars": stacked_bars(levels, LEVELS),
        "lines": trajectories(moved, "15 abr", "2 nov"),
        "made": bars_with_targets([Made("Red 1, Valle", "107 de 158", 107, 158, target=140)]),
        "grid": heat_grid(met, ["Autonomía", "Acogida"], ["0–24 %", "25–49 %", "50–74 %", "75–100 %"]),
    }

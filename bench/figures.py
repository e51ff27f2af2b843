"""One measured figure, its floor and its goal; and the table of them all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure. `ratio` is value to floor; `goal` is for the ratio, or for the value where there is no floor.

    So is `before`: what it was at a million visits, before the pages were made for so many.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    goal: float | None = None
    ok: bool | None = None
    before: float | None = None


def row(
    name: str,
    value: float,
    unit: str,
    *,
    floor: float | None = None,
    goal: float | None = None,
    most: bool = False,
    before: float | None = None,
) -> Row:
    """Return the figure, judged against `goal` when there is one: at least that much, or with `most` at most."""
    ratio = None if floor is None else round(value / floor, 3)
    judged = value if ratio is None else ratio
    ok = None if goal is None else judged <= goal if most else judged >= goal
    return Row(name, round(value, 2), unit, floor if floor is None else round(floor, 2), ratio, goal, ok, before)


def print_table(rows: list[Row]) -> None:
    def text(value: float | bool | None) -> str:
        if value is None:
            return "-"
        return {True: "yes", False: "NO"}[value] if isinstance(value, bool) else f"{value:,.2f}"

    head = ("", "value", "unit", "floor", "ratio", "goal", "ok", "before")
    lines = [
        (r.name, text(r.value), r.unit, text(r.floor), text(r.ratio), text(r.goal), text(r.ok), text(r.before))
        for r in rows
    ]
    widths = [max(len(line[n]) for line in [head, *lines]) for n in range(len(head))]
    for line in [head, *lines]:
        print(
            "  ".join(
                cell.ljust(w) if n in (0, 2) else cell.rjust(w)
                for n, (cell, w) in enumerate(zip(line, widths, strict=True))
            )
        )

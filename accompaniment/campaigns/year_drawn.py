"""The calendar of a year drawn: a row a month, its days side by side by what they are, and below them the phases."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.lib.charts.canvas import PAD, PALE, TEXT, WIDTH, Box, Drawing, Label, legend, ramp

from .blocks import doubts_about
from .campaign_settings import CampaignPlan
from .models import Phase
from .phases import Spans
from .school_days import Block, DayKind, Kind, SchoolYear, days_between, numbered

NAMES = {Kind.TEACHING: gettext_lazy("lectivo"), Kind.MANAGEMENT: gettext_lazy("gestión")}
NAME = 34.0  # how wide the name of a month is
DAY = (WIDTH - NAME - PAD) / 31
HIGH, PHASE_HIGH, ROW = 13.0, 5.0, 25.0
SMALL = 10.0
MARKED = (1, 5, 10, 15, 20, 25, 30)  # the days that are named above

_PALE, _MIDDLE, _DARK = ramp(3)
FILLS = {DayKind.TEACHING: _DARK, DayKind.MANAGEMENT: _PALE, DayKind.OFF: PALE}  # weekends and the rest are left blank
PHASE_FILLS = dict(zip(Phase.values, (_PALE, _MIDDLE, _DARK), strict=True))


@dataclass(frozen=True)
class BlockRow:
    """A block in the table below the drawing."""

    title: str
    block: Block
    days: int


@dataclass(frozen=True)
class DrawnYear:
    drawing: Drawing
    rows: list[BlockRow]
    teaching: int
    management: int
    doubts: list[str]

    @property
    def description(self) -> str:
        return _("%(teaching)d días con niñas y niños, %(management)d días de gestión.") % {
            "teaching": self.teaching,
            "management": self.management,
        }


def drawn_year(plan: CampaignPlan) -> DrawnYear | None:
    """What a year shows of its school year; None where it says no blocks."""
    school = plan.school_year
    if not school.blocks:
        return None
    return DrawnYear(
        drawing=draw(school, plan.phases),
        rows=[
            BlockRow(f"{NAMES[block.kind]} {number}".capitalize(), block, school.days_of(block))
            for number, block in numbered(plan.blocks)
        ],
        teaching=school.total(Kind.TEACHING),
        management=school.total(Kind.MANAGEMENT),
        doubts=doubts_about(school),
    )


def draw(school: SchoolYear, phases: Spans) -> Drawing:
    days = {DayKind.TEACHING: _("con niñas y niños"), DayKind.MANAGEMENT: _("gestión"), DayKind.OFF: _("sin clases")}
    labels, boxes, y = legend(list(days.values()), [FILLS[kind] for kind in days])
    named = {phase: str(Phase(phase).label) for phase in Phase.values if phase in phases}
    more_labels, more_boxes, more = legend(list(named.values()), [PHASE_FILLS[phase] for phase in named])
    labels += [Label(one.x, one.y + y, one.text) for one in more_labels]
    boxes += [Box(one.x, one.y + y + 4, one.width, PHASE_HIGH, one.fill) for one in more_boxes]
    y += more + 12
    labels += [Label(round(_left(day) + DAY / 2, 1), y - 3, str(day), anchor="middle", size=SMALL) for day in MARKED]
    for first in _months(school.blocks):
        labels.append(Label(PAD, y + TEXT - 1, str(MONTHS_3[first.month])))
        boxes += _month(first, school, phases, y)
        y += ROW
    return Drawing(WIDTH, round(y, 1), labels, boxes)


def _left(day: int) -> float:
    return NAME + DAY * (day - 1)


def _months(blocks: Sequence[Block]) -> list[date]:
    """The first day of each month from the first block to the last."""
    days = days_between(min(block.starts_on for block in blocks), max(block.ends_on for block in blocks))
    return list(dict.fromkeys(day.replace(day=1) for day in days))


def _month(first: date, school: SchoolYear, phases: Spans, y: float) -> list[Box]:
    days = list(days_between(first, first.replace(day=monthrange(first.year, first.month)[1])))
    phase_of = {day: phase for phase, (begin, end) in phases.items() for day in days if begin <= day <= end}
    by_kind = _runs((day, FILLS.get(school.kind_of(day), "")) for day in days)
    by_phase = _runs((day, PHASE_FILLS.get(phase_of.get(day, ""), "")) for day in days)
    below = y + HIGH + 1
    return [_box(run, fill, y, HIGH) for run, fill in by_kind] + [
        _box(run, fill, below, PHASE_HIGH) for run, fill in by_phase
    ]


def _runs(days: Iterable[tuple[date, str]]) -> list[tuple[list[date], str]]:
    """Days in a row that are filled alike, those left blank apart."""
    runs = groupby(days, key=lambda one: one[1])
    return [([day for day, _fill in run], fill) for fill, run in runs if fill]


def _box(run: Sequence[date], fill: str, y: float, high: float) -> Box:
    return Box(round(_left(run[0].day), 1), y, round(DAY * len(run), 1), high, fill)

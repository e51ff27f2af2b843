"""The blocks of a year of accompaniment: shipped where the norm of its school year is known, moved from another year
where it is not, and in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import defaults
from .holidays import DAY, Holiday, national
from .school_days import (
    LEAST_MANAGEMENT,
    LEAST_TEACHING,
    Block,
    DayKind,
    Kind,
    SchoolYear,
    days_between,
    first_crossing,
)

if TYPE_CHECKING:
    from .models import Campaign

KINDS = {Kind.TEACHING: gettext_lazy("semanas con niñas y niños"), Kind.MANAGEMENT: gettext_lazy("semanas de gestión")}


def of_year(year: int) -> list[Block]:
    """The blocks that the norm of a school year orders; none where we do not know it."""
    rows = defaults.BLOCKS_OF_YEAR.get(year, ())
    return [Block(date.fromisoformat(first), date.fromisoformat(last), Kind(kind)) for kind, first, last in rows]


def fitting(year: int, starts_on: date, ends_on: date) -> list[Block]:
    """The blocks of a year of accompaniment that lies in its school year; one of other months says its own."""
    return of_year(year) if starts_on.year == ends_on.year == year else []


def national_holidays(starts_on: date, ends_on: date, blocks: Sequence[Block]) -> list[Holiday]:
    """The country's days off of a year: between its own days, and in the blocks before and after them."""
    firsts, lasts = [block.starts_on for block in blocks], [block.ends_on for block in blocks]
    return national(min([starts_on, *firsts]), max([ends_on, *lasts]))


def moved_to(year: int, blocks: Iterable[Block], *, former: int) -> list[Block]:
    """What another year's blocks are in `year`: as its norm orders, or the same weeks where we do not know it."""
    rows = list(blocks)
    return (of_year(year) or [block.moved(year - former) for block in rows]) if rows else []


def as_line(block: Block) -> str:
    return f"{block.starts_on:{DAY}} a {block.ends_on:{DAY}}"


def lines_of(blocks: Iterable[Block], kind: Kind) -> list[str]:
    return [as_line(block) for block in sorted(blocks) if block.kind == kind]


def crossing(blocks: Iterable[Block]) -> tuple[Block, str] | None:
    """The later of two blocks that share a day, and a sentence about both; None when there are none."""
    found = first_crossing(blocks)
    if found is None:
        return None
    one, other = found
    return other, _("El bloque del %(one)s se cruza con el del %(other)s.") % {
        "one": as_line(one),
        "other": as_line(other),
    }


def doubts_about(year: SchoolYear) -> list[str]:
    """What a school year has too few of, a sentence each; nothing of a year without blocks."""
    if not year.blocks:
        return []
    least = {Kind.TEACHING: LEAST_TEACHING, Kind.MANAGEMENT: LEAST_MANAGEMENT}
    said = {
        Kind.TEACHING: _("Quedan %(n)d días con niñas y niños: la norma pide al menos %(least)d."),
        Kind.MANAGEMENT: _("Quedan %(n)d días de gestión: la norma pide al menos %(least)d."),
    }
    counted = {kind: year.total(kind) for kind in Kind}
    return [said[kind] % {"n": n, "least": least[kind]} for kind, n in counted.items() if n < least[kind]]


def names_without_children(campaign: Campaign, first: date, last: date) -> dict[date, str]:
    """Why days between two have no children, in a few words; weekends only where they are off by a name of their own.

    A year says nothing of the weeks before and after it.
    """
    year = campaign.school_year
    found = {}
    for day in days_between(first, last):
        if day in year.off:
            found[day] = year.off[day] or _("día sin clases")
        elif campaign.starts_on <= day <= campaign.ends_on and (said := _in_words(year.kind_of(day))):
            found[day] = said
    return found


def _in_words(kind: DayKind) -> str:
    words = {DayKind.MANAGEMENT: _("semana de gestión"), DayKind.OUTSIDE: _("fuera del año escolar")}
    return words.get(kind, "")


def why_no_children(campaign: Campaign, day: date) -> str:
    return names_without_children(campaign, day, day).get(day, "")

"""When things happen in the demonstration: the year, its phases and the days of visits. Pure dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from accompaniment.campaigns import blocks
from accompaniment.campaigns.holidays import Holiday, names_by_day
from accompaniment.campaigns.school_days import Block, Kind, SchoolYear, days_between

ROLLING_BEFORE, ROLLING_AFTER = 250, 60
LAST_YEAR = timedelta(days=364)  # a whole number of weeks, so that weekdays stay weekdays
KNOWN_YEAR = 2026  # whose weeks, moved, are those of a school year whose norm we do not know
WEEKS = (2, 9, 1, 9, 2, 9, 1, 9, 2)  # of management and with children, in turns: any school year's of late


@dataclass(frozen=True)
class Span:
    """Days from one to another, both included."""

    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def shifted(self, by: timedelta) -> Span:
        return Span(self.starts_on + by, self.ends_on + by)

    def parts(self, count: int) -> list[Span]:
        """Return the span cut into `count` spans of nearly the same length, one after the other."""
        days = (self.ends_on - self.starts_on).days + 1
        cuts = [self.starts_on + timedelta(days=days * n // count) for n in range(count + 1)]
        return [Span(start, end - timedelta(days=1)) for start, end in zip(cuts, cuts[1:], strict=False)]


@dataclass(frozen=True)
class CampaignYear:
    """A campaign's year: its dates, those of its three phases, and its weeks with children."""

    number: int
    whole: Span
    diagnostic: Span
    process: Span
    closing: Span
    blocks: tuple[Block, ...]

    @cached_property
    def holidays(self) -> list[Holiday]:
        return blocks.national_holidays(self.whole.starts_on, self.whole.ends_on, self.blocks)

    @cached_property
    def school(self) -> SchoolYear:
        return SchoolYear(self.blocks, names_by_day(self.holidays))

    def days_with_children(self, span: Span) -> list[date]:
        return [day for day in days_between(span.starts_on, span.ends_on) if self.school.has_children(day)]

    @property
    def phases(self) -> dict[str, Span]:
        return {"diagnostic": self.diagnostic, "process": self.process, "closing": self.closing}

    def phase_on(self, day: date) -> str:
        return next(phase for phase, span in self.phases.items() if day in span)

    def before(self) -> CampaignYear:
        """Return the year before this one."""
        spans = {name: span.shifted(-LAST_YEAR) for name, span in {"whole": self.whole, **self.phases}.items()}
        return CampaignYear(self.number - 1, **spans, blocks=tuple(block.moved(-1) for block in self.blocks))


def year_of(today: date) -> CampaignYear:
    """Return a year in which `today` falls in the closing phase, so that there are visits of every phase to show.

    From October to the start of December that is the school year itself; on other days, a year that ends two months on.
    """
    school = Span(date(today.year, 3, 9), date(today.year, 12, 18))
    in_closing = date(today.year, 9, 25) <= today <= date(today.year, 12, 8)
    rolling = Span(today - timedelta(days=ROLLING_BEFORE), today + timedelta(days=ROLLING_AFTER))
    whole = school if in_closing else rolling
    weeks = _known_weeks(today.year) if in_closing else _weeks_from(rolling.starts_on)
    fifteenths = whole.parts(15)
    return CampaignYear(
        today.year,
        whole,
        Span(whole.starts_on, fifteenths[2].ends_on),
        Span(fifteenths[3].starts_on, fifteenths[9].ends_on),
        Span(fifteenths[10].starts_on, whole.ends_on),
        tuple(weeks),
    )


def _known_weeks(year: int) -> list[Block]:
    return blocks.moved_to(year, blocks.of_year(KNOWN_YEAR), former=KNOWN_YEAR)


def _weeks_from(day: date) -> list[Block]:
    """The weeks of a school year that begins in the week of this day."""
    first, made = day - timedelta(days=day.weekday()), []
    for n, weeks in enumerate(WEEKS):
        after = first + timedelta(weeks=weeks)
        made.append(Block(first, after - timedelta(days=3), Kind.TEACHING if n % 2 else Kind.MANAGEMENT))
        first = after
    return made


def last_day_with_children(year: CampaignYear, today: date) -> date:
    """Return today, or the last day before it with children."""
    return year.days_with_children(Span(today - timedelta(days=30), today))[-1]


def spread(rng: Random, year: CampaignYear, span: Span, count: int, taken: set[date]) -> list[date]:
    """Return `count` days with children in order, one in each part of the span, avoiding those already `taken` where
    possible.
    """
    days = []
    for part in span.parts(count):
        open_days = year.days_with_children(part)
        days.append(rng.choice([day for day in open_days if day not in taken] or open_days))
        taken.add(days[-1])
    return days


def visit_days(rng: Random, year: CampaignYear, owed: int, taken: set[date]) -> list[date]:
    """Return the days of the visits owed in a year: one diagnostic, two closing, the others in the process."""
    process = spread(rng, year, year.process, owed - 3, taken)
    return [*spread(rng, year, year.diagnostic, 1, taken), *process, *spread(rng, year, year.closing, 2, taken)]

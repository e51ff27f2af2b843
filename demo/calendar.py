"""When things happen in the demonstration: the year, its phases and the days of visits. Pure dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

ROLLING_BEFORE, ROLLING_AFTER = 250, 60
LAST_YEAR = timedelta(days=364)  # a whole number of weeks, so that weekdays stay weekdays


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
    """A campaign's year: its dates and those of its three phases."""

    number: int
    whole: Span
    diagnostic: Span
    process: Span
    closing: Span

    @property
    def phases(self) -> dict[str, Span]:
        return {"diagnostic": self.diagnostic, "process": self.process, "closing": self.closing}

    def phase_on(self, day: date) -> str:
        return next(phase for phase, span in self.phases.items() if day in span)

    def before(self) -> CampaignYear:
        """Return the year before this one."""
        spans = (span.shifted(-LAST_YEAR) for span in (self.whole, self.diagnostic, self.process, self.closing))
        return CampaignYear(self.number - 1, *spans)


def year_of(today: date) -> CampaignYear:
    """Return a year in which `today` falls in the closing phase, so that there are visits of every phase to show.

    From October to the start of December that is the school year itself; on other days, a year that ends two months on.
    """
    school = Span(date(today.year, 3, 9), date(today.year, 12, 18))
    in_closing = date(today.year, 9, 25) <= today <= date(today.year, 12, 8)
    rolling = Span(today - timedelta(days=ROLLING_BEFORE), today + timedelta(days=ROLLING_AFTER))
    whole = school if in_closing else rolling
    fifteenths = whole.parts(15)
    return CampaignYear(
        today.year,
        whole,
        Span(whole.starts_on, fifteenths[2].ends_on),
        Span(fifteenths[3].starts_on, fifteenths[9].ends_on),
        Span(fifteenths[10].starts_on, whole.ends_on),
    )


def weekdays(span: Span) -> Iterator[date]:
    day = span.starts_on
    while day <= span.ends_on:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def last_weekday(today: date) -> date:
    """Return today, or on a weekend the Friday before it."""
    return today - timedelta(days=max(today.weekday() - 4, 0))


def spread(rng: Random, span: Span, count: int, taken: set[date]) -> list[date]:
    """Return `count` weekdays in order, one in each part of the span, avoiding days already `taken` where possible."""
    days = []
    for part in span.parts(count):
        open_days = list(weekdays(part))
        days.append(rng.choice([day for day in open_days if day not in taken] or open_days))
        taken.add(days[-1])
    return days


def visit_days(rng: Random, year: CampaignYear, owed: int, taken: set[date]) -> list[date]:
    """Return the days of the visits owed in a year: one diagnostic, two closing, the others in the process."""
    process = spread(rng, year.process, owed - 3, taken)
    return [*spread(rng, year.diagnostic, 1, taken), *process, *spread(rng, year.closing, 2, taken)]

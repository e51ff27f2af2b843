"""When a step of an alert is due. No Django here.

The norms count working days from the day of the report, which is day 1 whatever day of the week it is: what is due the
same day is due on a Sunday too. Counting that day makes every limit the earliest that the norm can mean.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta

SATURDAY = 5
END_OF_DAY = time(23, 59)
HOURS = "h"


def due_at(reported_at: datetime, limit: str, days_off: Container[date]) -> datetime:
    """Return until when a step may be done: `limit` is a number of working days, «1» the same day, or of hours, «24h».

    `reported_at` is in local time, and so is the answer; working days are those of a week that are not in `days_off`.
    """
    if limit.endswith(HOURS):
        return reported_at + timedelta(hours=int(limit.removesuffix(HOURS)))
    day = working_day(reported_at.date(), int(limit), days_off)
    return datetime.combine(day, END_OF_DAY, tzinfo=reported_at.tzinfo)


def working_day(first: date, number: int, days_off: Container[date]) -> date:
    """Return the working day of this number, of which `first` is number 1."""
    day = first
    while number > 1:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY and day not in days_off
    return day

"""Until when a step of an alert may be done."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.alerts.clock import SATURDAY, due_at, working_day

FRIDAY = date(2026, 11, 27)
MONDAY_OFF = frozenset({date(2026, 11, 30)})
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("first", "number", "expected"),
    [
        (FRIDAY, 1, FRIDAY),
        (FRIDAY, 2, date(2026, 12, 1)),  # over the weekend and a Monday off
        (FRIDAY, 3, date(2026, 12, 2)),
        (date(2026, 11, 28), 1, date(2026, 11, 28)),  # a Saturday is the same day, too
        (date(2026, 11, 28), 2, date(2026, 12, 1)),
    ],
)
def test_days_are_working_days_and_the_first_is_the_day_itself(first, number, expected):
    assert working_day(first, number, MONDAY_OFF) == expected


def test_hours_run_over_weekends_and_days_end_before_midnight():
    told = datetime(2026, 11, 28, 17, 5, tzinfo=UTC)
    assert due_at(told, "24h", MONDAY_OFF) == told + timedelta(hours=24)
    assert due_at(told, "1", MONDAY_OFF) == datetime(2026, 11, 28, 23, 59, tzinfo=UTC)
    assert due_at(told, "3", MONDAY_OFF) == datetime(2026, 12, 2, 23, 59, tzinfo=UTC)


@given(DAYS, st.integers(2, 40), st.sets(DAYS, max_size=20))
def test_between_the_first_day_and_the_last_are_as_many_working_days_as_it_says(first, number, days_off):
    last = working_day(first, number, days_off)
    between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    working = [day for day in between if day.weekday() < SATURDAY and day not in days_off]
    assert len(working) == number - 1
    assert working[-1] == last

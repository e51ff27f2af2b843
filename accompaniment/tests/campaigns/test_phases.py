"""Which phase a day belongs to, and which one a person's next visit."""

from datetime import date, timedelta

import pytest

from accompaniment.campaigns.phases import CLOSING, DIAGNOSTIC, PROCESS, next_phase, phase_of

SPANS = {
    DIAGNOSTIC: (date(2026, 3, 9), date(2026, 4, 30)),
    PROCESS: (date(2026, 5, 11), date(2026, 10, 30)),
    CLOSING: (date(2026, 11, 9), date(2026, 12, 11)),
}


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2026-03-08", PROCESS),
        ("2026-03-09", DIAGNOSTIC),
        ("2026-04-30", DIAGNOSTIC),
        ("2026-05-05", PROCESS),
        ("2026-11-05", PROCESS),
        ("2026-11-09", CLOSING),
        ("2026-12-15", CLOSING),  # after the last phase, before the campaign ends
    ],
)
def test_the_phase_of_a_day(day, phase):
    assert phase_of(date.fromisoformat(day), SPANS) == phase


def test_without_phases_all_is_process():
    assert phase_of(date(2026, 12, 1), {}) == PROCESS
    assert phase_of(date(2026, 12, 1), {DIAGNOSTIC: SPANS[DIAGNOSTIC]}) == PROCESS


@pytest.mark.parametrize("of_day", [DIAGNOSTIC, PROCESS, CLOSING])
def test_the_phase_of_a_visit(of_day):
    for before in ([], [PROCESS], [CLOSING], [PROCESS, CLOSING]):
        assert next_phase(of_day, before) == DIAGNOSTIC
    assert next_phase(of_day, [DIAGNOSTIC]) == (CLOSING if of_day == CLOSING else PROCESS)
    assert next_phase(of_day, [DIAGNOSTIC, CLOSING]) == CLOSING


def test_the_campaign_reads_its_own_dates(cast):
    last = cast.campaign.phases.get(phase=CLOSING)
    assert cast.campaign.phase_on(last.ends_on + timedelta(days=1)) == CLOSING
    assert cast.campaign.phase_on(last.starts_on - timedelta(days=1)) == PROCESS

"""Which phase of a campaign a day belongs to, and which one a person's next visit. Arithmetic, without Django."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

DIAGNOSTIC, PROCESS, CLOSING = "diagnostic", "process", "closing"

Spans = Mapping[str, tuple[date, date]]  # the first and the last day of each phase


def phase_of(day: date, spans: Spans) -> str:
    """Return the phase whose dates hold `day`; outside every phase, process, or closing once that has begun."""
    for phase, (first, last) in spans.items():
        if first <= day <= last:
            return phase
    return CLOSING if CLOSING in spans and spans[CLOSING][0] <= day else PROCESS


def next_phase(of_day: str, before: Collection[str]) -> str:
    """Return the phase of a visit made on a day of phase `of_day`, after visits of the phases `before` in that year.

    The first is the diagnostic, however late in the year: everything else starts from it. There is one diagnostic,
    and after a closing visit every other closes too.
    """
    if DIAGNOSTIC not in before:
        return DIAGNOSTIC
    if CLOSING in before:
        return CLOSING
    return PROCESS if of_day == DIAGNOSTIC else of_day

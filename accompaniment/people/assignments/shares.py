"""How the visits that a person is owed in a year fall to the posts held in it. Arithmetic alone, without Django.

By days: each day counts for the post of that day, in equal parts for two at once; days without a post count for none.
Shares are whole visits by largest remainder, so that whatever is added up from them agrees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

NOBODY = None  # the key of days without a post


@dataclass(frozen=True)
class Stay:
    """The days of a post, both included."""

    key: Hashable
    starts_on: date
    ends_on: date


def shares(visits: int, stays: Sequence[Stay], last: date) -> dict[Hashable, int]:
    """Return how many of the `visits` owed from the first of these days to the `last` fall to each stay."""
    if len(stays) == 1 and stays[0].ends_on >= last:  # nearly everybody
        return {stays[0].key: visits}
    days = _days(sorted(stays, key=lambda stay: stay.starts_on), last)
    exact = {key: visits * part / sum(days.values()) for key, part in days.items()}
    whole = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (whole[key] - exact[key], key is NOBODY))  # the earlier of two equals
    for key in by_remainder[: visits - sum(whole.values())]:
        whole[key] += 1
    return {stay.key: whole.get(stay.key, 0) for stay in stays}


def _days(stays: Sequence[Stay], last: date) -> dict[Hashable, Fraction]:
    """Return the days that count for each stay, and for nobody, between the first one's first day and the `last`."""
    first = stays[0].starts_on
    end = max(last, first) + timedelta(days=1)
    edges = {first, end, *(stay.starts_on for stay in stays), *(stay.ends_on + timedelta(days=1) for stay in stays)}
    found: dict[Hashable, Fraction] = defaultdict(Fraction)
    for begins, ends in pairwise(sorted(edge for edge in edges if first <= edge <= end)):
        here = [stay.key for stay in stays if stay.starts_on <= begins <= stay.ends_on] or [NOBODY]
        for key in here:
            found[key] += Fraction((ends - begins).days, len(here))
    return found

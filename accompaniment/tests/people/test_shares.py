"""Visits owed follow the posts by days: whatever the history of moves, the shares add up."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from accompaniment.people.assignments.shares import Stay, shares

FIRST, LAST = date(2026, 3, 9), date(2026, 12, 18)
DAYS = st.dates(FIRST, LAST)
VISITS = st.integers(0, 60)


@st.composite
def stays(draw):
    """Any posts of one person in a year: one after another, with days between, or several at once."""
    spans = draw(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=5))
    return [Stay(key, *sorted(span)) for key, span in enumerate(spans)]


def moves(days):
    """One post after another without a day between, from the first day of the year to its last."""
    cuts = [FIRST, *sorted(days), LAST + timedelta(days=1)]
    return [Stay(n, begins, ends - timedelta(days=1)) for n, (begins, ends) in enumerate(pairwise(cuts))]


@settings(max_examples=60)
@given(VISITS, st.sets(st.dates(FIRST + timedelta(days=1), LAST), max_size=5))
def test_who_always_had_a_post_is_owed_the_whole_year(visits, days):
    assert sum(shares(visits, moves(days), LAST).values()) == visits


@settings(max_examples=60)
@given(VISITS, stays())
def test_no_history_owes_more_than_the_year_and_each_post_what_its_days_say(visits, stays):
    found = shares(visits, stays, LAST)
    assert set(found) == {stay.key for stay in stays}
    assert sum(found.values()) <= visits
    first = min(stay.starts_on for stay in stays)
    for stay in stays:
        most = visits * ((stay.ends_on - stay.starts_on).days + 1) / ((LAST - first).days + 1)
        assert 0 <= found[stay.key] < most + 1


@settings(max_examples=60)
@given(VISITS, stays(), st.randoms())
def test_the_order_in_which_posts_are_read_is_no_matter(visits, stays, random):
    mixed = random.sample(stays, len(stays))
    by_days = {stay.key: (stay.starts_on, stay.ends_on) for stay in stays}
    before, after = shares(visits, stays, LAST), shares(visits, mixed, LAST)
    assert sorted((by_days[key], n) for key, n in before.items()) == sorted(
        (by_days[key], n) for key, n in after.items()
    )


def test_who_moves_in_june_and_who_leaves():
    to_june, from_june = Stay("a", FIRST, date(2026, 6, 12)), Stay("b", date(2026, 6, 13), LAST)
    assert shares(6, [to_june, from_june], LAST) == {"a": 2, "b": 4}
    assert shares(6, [to_june], LAST) == {"a": 2}
    assert shares(6, [from_june], LAST) == {"b": 6}  # owed from the first day


def test_days_between_two_posts_are_owed_by_nobody_and_a_few_make_no_visit():
    short = [Stay("a", FIRST, date(2026, 6, 12)), Stay("b", date(2026, 6, 20), LAST)]
    assert shares(6, short, LAST) == {"a": 2, "b": 4}
    long = [Stay("a", FIRST, date(2026, 5, 12)), Stay("b", date(2026, 9, 12), LAST)]
    assert shares(6, long, LAST) == {"a": 1, "b": 2}


def test_two_posts_at_once_share_their_days():
    assert shares(6, [Stay("a", FIRST, LAST), Stay("b", FIRST, LAST)], LAST) == {"a": 3, "b": 3}
    assert shares(5, [Stay("a", FIRST, LAST), Stay("b", FIRST, LAST)], LAST) == {"a": 3, "b": 2}


def test_after_the_year_there_is_nothing_more_to_share():
    late = LAST + timedelta(days=30)
    assert shares(6, [Stay("a", FIRST, late)], LAST) == {"a": 6}
    assert shares(6, [Stay("a", late, late)], LAST) == {"a": 6}

"""Which campaign a day is about, at every edge of a year: to look at, and to assign and plan for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.campaigns.models import Campaign
from accompaniment.campaigns.of_day import campaign_of, campaign_to_assign

ENDS, BEGINS = date(2026, 12, 18), date(2027, 3, 8)


def campaign(year, starts_on, ends_on):
    return Campaign(year=year, starts_on=starts_on, ends_on=ends_on)


THIS = campaign(2026, date(2026, 3, 9), ENDS)
NEXT = campaign(2027, BEGINS, date(2027, 12, 17))
LATER = campaign(2028, date(2028, 3, 13), date(2028, 12, 15))


@pytest.mark.parametrize(
    ("day", "shown", "to_assign"),
    [
        (date(2026, 3, 8), THIS, THIS),  # nothing has begun yet
        (ENDS, THIS, THIS),
        (ENDS + timedelta(days=1), THIS, NEXT),
        (BEGINS - timedelta(days=1), THIS, NEXT),
        (BEGINS, NEXT, NEXT),
        (date(2027, 12, 18), NEXT, LATER),
        (date(2030, 1, 1), LATER, LATER),
    ],
)
def test_each_edge_of_the_years(day, shown, to_assign):
    campaigns = [LATER, NEXT, THIS]
    assert (campaign_of(day, campaigns), campaign_to_assign(day, campaigns)) == (shown, to_assign)


def test_none_without_a_campaign():
    assert campaign_of(ENDS, []) is campaign_to_assign(ENDS, []) is None


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400)), min_size=1, max_size=6),
)
def test_a_running_campaign_comes_first_and_order_is_no_matter(day, spans):
    campaigns = [campaign(n, first, first + timedelta(days=length)) for n, (first, length) in enumerate(spans)]
    for choose in (campaign_of, campaign_to_assign):
        chosen = choose(day, campaigns)
        is_running = chosen.starts_on <= day <= chosen.ends_on
        assert is_running == any(one.starts_on <= day <= one.ends_on for one in campaigns)
        assert choose(day, campaigns[::-1]).starts_on == chosen.starts_on


@pytest.fixture
def ahead(cast):
    """Next year's campaign, opened while this one runs."""
    return campaign_after(cast.campaign)


def campaign_after(before):
    return Campaign.objects.create(
        ugel=before.ugel,
        year=before.year + 1,
        starts_on=before.ends_on + timedelta(days=80),
        ends_on=before.ends_on + timedelta(days=360),
        letterhead="x",
    )


def test_the_one_that_ended_stays_until_the_next_begins(cast, ahead, time_machine):
    last = cast.campaign.ends_on
    for day, current, to_assign in (
        (last, cast.campaign, cast.campaign),
        (last + timedelta(days=1), cast.campaign, ahead),
        (ahead.starts_on - timedelta(days=1), cast.campaign, ahead),
        (ahead.starts_on, ahead, ahead),
    ):
        time_machine.move_to(day.isoformat() + "T12:00:00-05:00")
        assert Campaign.objects.current(cast.ugel) == current
        assert Campaign.objects.current_of([cast.ugel.pk, cast.other_ugel.pk]) == {cast.ugel.pk: current}
        assert Campaign.objects.to_assign(cast.ugel) == to_assign
    assert Campaign.objects.current(cast.other_ugel) is None


def test_a_closed_campaign_is_shown_and_not_assigned_for(cast, ahead):
    Campaign.objects.filter(pk=cast.campaign.pk).update(closed_at="2026-01-01T00:00:00Z")
    assert Campaign.objects.current(cast.ugel) == cast.campaign
    assert Campaign.objects.to_assign(cast.ugel) == ahead
    Campaign.objects.update(closed_at="2026-01-01T00:00:00Z")
    assert Campaign.objects.to_assign(cast.ugel) is None


def test_each_ugel_has_its_own(cast, ahead):
    other = Campaign.objects.create(
        ugel=cast.other_ugel, year=2001, starts_on="2001-03-01", ends_on="2001-12-01", letterhead="x"
    )
    assert Campaign.objects.current_of([cast.ugel.pk, cast.other_ugel.pk]) == {
        cast.ugel.pk: cast.campaign,
        cast.other_ugel.pk: other,
    }

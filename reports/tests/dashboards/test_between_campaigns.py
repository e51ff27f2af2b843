"""The dashboards keep to the year that ended until the next one begins; what is open is shown whatever its year."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Campaign, Post
from visits.models import Commitment


@pytest.fixture
def urls(cast):
    return [
        reverse("reports:ugel", args=[cast.ugel.pk]),
        reverse("reports:institution", args=[cast.jardin.pk]),
        "/",
    ]


@pytest.fixture
def ahead(cast):
    """Next year's campaign, opened while this one runs."""
    last = cast.campaign.ends_on
    return Campaign.objects.create(
        ugel=cast.ugel,
        year=cast.campaign.year + 1,
        starts_on=last + timedelta(days=80),
        ends_on=last + timedelta(days=360),
        letterhead="x",
    )


@pytest.fixture
def late(cast):
    """A commitment of this year, past its date on the last day of its campaign."""
    visit = cast.closed_visit()
    Commitment.objects.filter(visit=visit).delete()
    return Commitment.objects.create(
        visit=visit, teacher=cast.tania, action="Ordenar los sectores", due_on=cast.today + timedelta(days=20)
    )


def noon(day):
    return day.isoformat() + "T12:00:00-05:00"


def shown(client, url, key):
    return client.get(url).context[key]


def test_each_page_at_each_edge(client, cast, urls, ahead, late, time_machine):
    last = cast.campaign.ends_on
    for day, campaign in (
        (last, cast.campaign),
        (last + timedelta(days=1), cast.campaign),
        (ahead.starts_on - timedelta(days=1), cast.campaign),
        (ahead.starts_on, ahead),
    ):
        time_machine.move_to(noon(day))
        client.force_login(cast.berta)
        assert [shown(client, url, "campaign") for url in urls] == [campaign] * 3, day
        assert shown(client, urls[0], "late").n == 1, day
        assert shown(client, urls[1], "overdue") == 1, day


def test_what_is_open_is_shown_whichever_campaign_is_chosen(client, cast, urls, ahead, late, time_machine):
    time_machine.move_to(noon(cast.campaign.ends_on))
    client.force_login(cast.berta)
    for campaign in (cast.campaign, ahead):
        assert client.get(urls[0], {"campaign": campaign.pk}).context["late"].n == 1
        assert client.get(urls[1], {"campaign": campaign.pk}).context["overdue"] == 1


def test_of_whom_left_only_the_years_own_is_shown(client, cast, urls, ahead, late, time_machine):
    """Nobody visits her here any more: next year nothing can come of it."""
    Post.objects.filter(teacher=cast.tania).update(ends_on=cast.campaign.ends_on)
    for day, n in ((cast.campaign.ends_on + timedelta(days=1), 1), (ahead.starts_on, 0)):
        time_machine.move_to(noon(day))
        client.force_login(cast.berta)
        assert shown(client, urls[0], "late").n == n
        assert shown(client, urls[1], "overdue") == n


def test_what_was_agreed_elsewhere_is_not_shown_here(client, cast, urls, late, time_machine):
    """A person of both schools has her commitments where they were agreed."""
    Post.objects.create(teacher=cast.tania, institution=cast.pronoei, cycle="II", starts_on=cast.today)
    time_machine.move_to(noon(cast.campaign.ends_on))
    client.force_login(cast.berta)
    assert shown(client, reverse("reports:institution", args=[cast.pronoei.pk]), "overdue") == 0
    assert shown(client, urls[1], "overdue") == 1


@pytest.mark.parametrize("who", ["rita", "nora"])
def test_a_reader_keeps_the_year_that_ended(client, cast, ahead, who, time_machine):
    for day, year in ((cast.campaign.ends_on + timedelta(days=1), cast.campaign.year), (ahead.starts_on, ahead.year)):
        time_machine.move_to(noon(day))
        client.force_login(getattr(cast, who))
        assert shown(client, "/", "year") == year


def test_a_reader_of_a_territory_without_campaigns_has_this_year(client, cast, time_machine):
    Campaign.objects.filter(pk=cast.campaign.pk).update(starts_on="2999-01-01", ends_on="2999-12-01", year=2999)
    client.force_login(cast.rita)
    assert shown(client, "/", "year") == cast.today.year

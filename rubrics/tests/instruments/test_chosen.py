import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.campaigns.services import close_campaign
from accompaniment.models import Campaign, Cycle, Teacher, TrackedChange
from conftest import INSTRUMENTS
from rubrics.instruments.chosen import choose_instruments
from rubrics.instruments.services.loading import load_instrument
from rubrics.models import Instrument, InstrumentVersion, chosen_key


@pytest.fixture
def url(cast):
    return reverse("rubrics:campaign", args=[cast.campaign.pk])


@pytest.fixture
def other(cast):
    """Another published instrument for ciclo II."""
    data = json.loads((INSTRUMENTS / "aula-ciclo-ii.json").read_text(encoding="utf-8"))
    data["code"], data["title"] = "aula-local", "Ficha local"
    version = load_instrument(data)
    Instrument.objects.filter(pk=version.instrument_id).update(by_default=False)  # it is there for whoever chooses it
    return version


def version_of(cast):
    campaign = Campaign.objects.get(pk=cast.campaign.pk)
    return InstrumentVersion.objects.for_post(cast.assignment.post, cast.today, campaign)


def test_the_chosen_instrument_is_the_one_used_and_shown(client, cast, url, other):
    client.force_login(cast.berta)
    assert "Ficha local" in client.get(url).content.decode()
    client.post(url, {"classroom/II": "aula-local"})
    assert version_of(cast) == other
    assert "Ficha local" in client.get(reverse("campaign", args=[cast.campaign.pk])).content.decode()
    client.force_login(cast.ana)
    form = client.get(reverse("visits:new", args=[cast.assignment.pk]), follow=True)
    assert form.context["version"] == other
    client.force_login(cast.berta)
    client.post(url, {"classroom/II": ""})
    assert version_of(cast) == cast.version


def test_a_chosen_instrument_without_a_version_that_day_is_not_replaced_by_another(cast, other):
    cast.campaign.instruments = {"classroom/II": "aula-local"}
    cast.campaign.save()
    InstrumentVersion.objects.filter(pk=other.pk).update(valid_from=cast.today + timedelta(days=1))
    assert version_of(cast) is None


def test_what_is_used_for_a_post_is_what_suits_it(cast, other):
    post = cast.assignment.post
    for chosen, used, left in (
        ({}, cast.version, cast.promoter_version),
        ({"classroom/II": "aula-local"}, other, cast.version),
    ):
        cast.campaign.instruments = chosen
        cast.campaign.save()
        assert version_of(cast) == used
        assert used.suits(post, cast.campaign)
        assert not left.suits(post, cast.campaign)


def test_one_that_was_never_published_is_refused(client, cast, url):
    client.force_login(cast.berta)
    assert "classroom/II" in client.post(url, {"classroom/II": "inventado"}).context["form"].errors
    assert Campaign.objects.get(pk=cast.campaign.pk).instruments == {}


def test_the_change_is_logged_by_its_title(client, cast, url, other):
    client.force_login(cast.berta)
    client.post(url, {"classroom/II": "aula-local"})
    fields = TrackedChange.objects.filter(by=cast.berta).latest("pk").fields
    assert [values[1] for values in fields.values()] == ["Ficha local"]


def test_a_closed_campaign_keeps_its_instruments(client, cast, url):
    close_campaign(campaign=cast.campaign)
    client.force_login(cast.berta)
    assert client.get(url).status_code == 403


def test_query_budget(client, cast, url, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        client.get(url)


@given(st.sampled_from(Teacher.Kind.values), st.sampled_from(Cycle.values))
def test_a_key_names_one_kind_and_cycle(kind, cycle):
    assert chosen_key(kind, cycle).split("/") == [kind, cycle]


def test_nobody_is_offered_what_was_made_for_others(client, cast, url):
    client.force_login(cast.berta)
    form = client.get(url).context["form"]
    guide, rubric = cast.promoter_version.instrument.code, cast.version.instrument.code
    for key in (name for name in form.fields if "/" in name):
        codes = dict(form.fields[key].choices)
        assert (guide in codes) == key.startswith("promoter") and (rubric in codes) != key.startswith("promoter"), key
    client.post(url, {"classroom/II": guide})
    assert version_of(cast) == cast.version


def test_the_service_refuses_it_too(cast):
    with pytest.raises(ValidationError, match="otro cargo"):
        choose_instruments(campaign=cast.campaign, chosen={"classroom/II": cast.promoter_version.instrument.code})

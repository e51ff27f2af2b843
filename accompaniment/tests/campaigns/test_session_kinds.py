"""Kinds of group session as data of the year: those it begins with, one more, what each says, and the next year."""

from datetime import time

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.campaigns.campaign_settings import of_next_year, settings_of
from accompaniment.campaigns.services import close_campaign, open_from_settings
from accompaniment.campaigns.session_kinds.data import LEAST_MINUTES, Moment, fitted
from accompaniment.campaigns.session_kinds.defaults import GIA, OTHERS, SESSION_KINDS
from accompaniment.campaigns.session_kinds.models import kind_of, kinds_of
from accompaniment.campaigns.session_kinds.services import add_kind, change_kind
from accompaniment.models import SessionKind, TrackedChange


def typed(**changed):
    sent = {
        "name": "Microtaller",
        "led_by": "companion",
        "strategy": "gia",
        "notice_days": "3",
        "late_minutes": "10",
        "minutes": "120",
        "classes_from": "08:00",
        "classes_to": "12:00",
        "agenda": "20 Acogida\n60' Vivencia\n40 min: Compromisos",
        "evaluation": "Me sirve.\nMe sirve.\n\nSe respetó mi lengua.",
        "is_offered": "on",
    }
    return {**sent, **changed}


@pytest.fixture
def new_url(cast):
    return reverse("session_kind_new", args=[cast.campaign.pk])


def test_a_year_begins_with_three_kinds(cast):
    assert [(kind.code, kind.led_by) for kind in kinds_of(cast.campaign)] == [
        ("gia", "companion"),
        ("rtc", "director"),
        ("workshop", "specialist"),
    ]


def test_one_more_is_added_and_stands_on_the_page_of_the_year(client, cast, new_url):
    client.force_login(cast.berta)
    answer = client.post(new_url, typed())
    assert answer.url == reverse("campaign", args=[cast.campaign.pk])
    kind = SessionKind.objects.get(code="microtaller")
    assert kind.moments == [Moment("Acogida", 20), Moment("Vivencia", 60), Moment("Compromisos", 40)]
    assert kind.evaluation == ["Me sirve.", "Se respetó mi lengua."]
    assert (kind.classes_from, kind.classes_to, kind.order) == (time(8), time(12), 4)
    assert [one.code for one in kinds_of(cast.campaign)] == ["gia", "rtc", "workshop", "microtaller"]
    assert "Microtaller" in client.get(answer.url).text
    assert TrackedChange.objects.filter(by=cast.berta, fields__has_key="microtaller: nombre").exists()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"name": "gía"}, "name", "ya hay un tipo"),
        ({"name": ""}, "name", ""),
        ({"minutes": "100"}, "agenda", "suma 120 minutos"),
        ({"agenda": "Acogida"}, "agenda", "no se entiende «acogida»"),
        ({"agenda": "0 Acogida"}, "agenda", "no se entiende"),
        ({"classes_to": ""}, "classes_to", "las dos horas"),
        ({"classes_to": "07:00"}, "classes_to", "posterior"),
        ({"strategy": "visits"}, "strategy", ""),
        ({"led_by": "nobody"}, "led_by", ""),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, cast, new_url, changed, field, said):
    client.force_login(cast.berta)
    form = client.post(new_url, typed(**changed)).context["form"]
    assert said in " ".join(form.errors[field]).lower()
    assert not SessionKind.objects.filter(name=typed()["name"]).exists()


@pytest.mark.parametrize("code", list(OTHERS))
def test_what_is_proposed_is_saved_as_it_stands(client, cast, new_url, code):
    client.force_login(cast.berta)
    form = client.get(new_url, {"like": code}).context["form"]
    names = [name for name in form.fields if name != "opened"]
    client.post(new_url, {name: form[name].value() or "" for name in names})
    kind = SessionKind.objects.get(name=OTHERS[code].name)
    assert kind.data == OTHERS[code] or list(kind.data.agenda) == list(OTHERS[code].agenda)


def test_what_a_kind_says_is_changed(client, cast):
    client.force_login(cast.berta)
    url = reverse("session_kind_edit", args=[cast.campaign.pk, "workshop"])
    opened = client.get(url).context["form"]["opened"].value()
    sent = typed(name="Taller de actualización", led_by="specialist", strategy="workshops", opened=opened)
    client.post(url, {name: value for name, value in sent.items() if name != "is_offered"})
    kind = kind_of(cast.campaign, "workshop")
    assert (str(kind), kind.is_offered, kind.minutes) == ("Taller de actualización", False, 120)
    assert [one.code for one in kinds_of(cast.campaign)] == ["gia", "rtc", "workshop"]
    page = client.get(reverse("campaign", args=[cast.campaign.pk])).text
    assert "no se convoca este año" in page


def test_what_another_saved_meanwhile_is_told(client, cast):
    client.force_login(cast.berta)
    url = reverse("session_kind_edit", args=[cast.campaign.pk, "gia"])
    opened = client.get(url).context["form"]["opened"].value()
    change_kind(campaign=cast.campaign, code="gia", data=GIA.__class__(**{**vars(GIA), "notice_days": 9}))
    refused = client.post(url, typed(name="GIA", opened=opened))
    assert "Días de anticipación: ahora dice «9»" in refused.text
    assert kind_of(cast.campaign, "gia").minutes == GIA.minutes


def test_a_closed_year_and_a_made_up_kind(client, cast, new_url):
    client.force_login(cast.berta)
    assert client.get(reverse("session_kind_edit", args=[cast.campaign.pk, "otra"])).status_code == 404
    close_campaign(campaign=cast.campaign)
    assert client.get(new_url).status_code == 403


def test_the_next_year_begins_with_this_years(cast):
    add_kind(campaign=cast.campaign, data=OTHERS["microtaller"])
    opened = open_from_settings(ugel=cast.ugel, campaign_settings=of_next_year(settings_of(cast.campaign)))
    assert settings_of(opened).session_kinds == settings_of(cast.campaign).session_kinds
    assert opened.session_kinds.count() == len(SESSION_KINDS) + 1


def test_a_year_begun_otherwise_has_those_of_the_ugels_year_before(cast):
    """As when it begins from the region's proposal, which says nothing of them."""
    add_kind(campaign=cast.campaign, data=OTHERS["jornada"])
    settings = of_next_year(settings_of(cast.campaign))
    opened = open_from_settings(ugel=cast.ugel, campaign_settings=settings.__class__(settings.data, settings.plan))
    assert [kind.code for kind in kinds_of(opened)] == ["gia", "rtc", "workshop", "jornada-de-reflexion"]


agendas = st.lists(st.builds(Moment, st.just("Momento"), st.integers(1, 240)), max_size=20)


@given(agendas, st.integers(15, 720))
def test_an_agenda_is_made_to_fit(agenda, minutes):
    found = fitted(agenda, minutes)
    assert sum(moment.minutes for moment in found) <= minutes
    assert [moment.title for moment in found] in ([], [moment.title for moment in agenda])
    if sum(moment.minutes for moment in agenda) <= minutes:
        assert found == agenda
    assert not found or found == agenda or all(moment.minutes >= LEAST_MINUTES for moment in found)


@pytest.mark.parametrize("data", [*SESSION_KINDS.values(), *OTHERS.values()], ids=lambda data: data.name)
def test_each_usual_agenda_fits_into_its_meeting(data):
    assert sum(moment.minutes for moment in data.agenda) <= data.minutes

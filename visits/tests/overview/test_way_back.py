"""What stands above an inner page: the reader's own words and pages, each said once."""

import re

import pytest
from django.urls import reverse

STEP = re.compile(r'<li><a href="([^"]*)">([^<]*)</a></li>')


def way_back(client, url):
    """The steps above a page: what they are called, and where they lead."""
    page = client.get(url, follow=True).text
    nav = re.search(r'<nav class="app-crumb.*?</nav>', page, re.DOTALL)
    return {label: href for href, label in STEP.findall(nav[0])} if nav else {}


def test_a_visit_lies_below_the_list_and_the_person(client, cast):
    visit = cast.visit()
    client.force_login(cast.ana)
    steps = way_back(client, visit.get_absolute_url())
    assert list(steps.items()) == [
        ("Visitas", reverse("visits:list")),
        ("Flores, Tania", cast.tania.get_absolute_url()),
    ]


def test_a_teacher_is_not_told_her_own_name(client, cast):
    visit = cast.closed_visit()
    client.force_login(cast.tania.user)
    assert list(way_back(client, visit.get_absolute_url())) == ["Inicio"]


@pytest.mark.parametrize("route", ["home", "teachers", "visits:list", "visits:my_calendar"])
def test_nothing_lies_above_what_the_header_offers(client, cast, route):
    client.force_login(cast.ana)
    assert way_back(client, reverse(route)) == {}


@pytest.mark.parametrize("route", ["account_change_password", "mfa_index", "my_sessions", "reminders", "privacy"])
def test_the_pages_of_an_account_lead_home(client, cast, route):
    client.force_login(cast.ana)
    assert way_back(client, reverse(route)) == {"Inicio": reverse("home")}


def test_a_list_that_the_header_offers_to_her_is_not_said_twice(client, cast):
    companion = cast.visit().companion_id
    client.force_login(cast.ana)
    assert list(way_back(client, reverse("visits:calendar_address", args=[companion]))) == ["Calendario"]


def test_who_has_not_signed_in_goes_back_to_entering_and_from_there_nowhere(client, db):
    assert way_back(client, reverse("account_reset_password")) == {"Entrar": reverse("account_login")}
    assert way_back(client, reverse("account_login")) == way_back(client, reverse("privacy")) == {}


def test_a_long_name_is_text(client, cast):
    cast.tania.last_name = "<b>Flores</b>"
    cast.tania.save()
    visit = cast.visit()
    client.force_login(cast.ana)
    assert "<b>Flores" not in client.get(visit.get_absolute_url()).text

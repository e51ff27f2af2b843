"""The header shows where one is, on inner pages too."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

CURRENT = re.compile(
    r'<(?:a href="[^"]*" aria-current="(?:page|true)"|summary data-current)>(.+?)</(?:a|summary)>', re.DOTALL
)


def current(client, who, path):
    """What the header marks: the group in sight, the entry of a menu and of the strip below."""
    client.force_login(who)
    marked = CURRENT.findall(client.get(path, follow=True).text)
    return [re.sub(r"<svg.*?</svg>", "", label, flags=re.DOTALL).strip() for label in marked]


@pytest.mark.parametrize(
    ("route", "is_about", "marked"),
    [
        ("home", None, ["Inicio"]),
        ("teachers", None, ["Personas", "Personas"]),
        ("teacher_edit", "person", ["Personas", "Personas"]),
        ("visits:teacher", "person", ["Personas", "Personas"]),
        ("reports:request_plan", "person", ["Personas", "Personas"]),
        ("visits:list", None, ["Visitas", "Visitas"]),
        ("visits:detail", "visit", ["Visitas", "Visitas"]),
        ("campaign", "campaign", ["Más", "Años de acompañamiento", "Años de acompañamiento"]),
        ("reports:ugel", "ugel", ["Inicio"]),
        ("visits:calibration", None, ["Visitas", "Calibración"]),
    ],
)
def test_a_specialist_sees_where_she_is(client, cast, route, is_about, marked):
    things = {"person": cast.tania, "campaign": cast.campaign, "ugel": cast.ugel}
    about = cast.closed_visit() if is_about == "visit" else things.get(is_about)
    assert current(client, cast.berta, reverse(route, args=[about.pk] if about else [])) == marked


def test_a_calendar_a_record_and_an_account(client, cast):
    assert current(client, cast.ana, reverse("visits:my_calendar")) == ["Visitas", "Calendario"]
    assert current(client, cast.tania.user, "/") == ["Inicio"]
    assert current(client, cast.tania.user, cast.closed_visit().get_absolute_url()) == ["Inicio"]
    assert current(client, cast.ana, reverse("my_sessions")) == []
    assert current(client, cast.alma, reverse("sign_in_failures")) == ["Más", "Sistema", "Sistema"]
    assert current(client, cast.alma, reverse("unusual_reading")) == ["Más", "Sistema", "Sistema"]


@pytest.mark.parametrize("is_debug", [True, False])
def test_an_address_of_no_page_is_answered_by_a_page_of_ours(client, cast, settings, is_debug):
    settings.DEBUG = is_debug
    client.force_login(cast.ana)
    for path in ("/no-hay/", reverse("visits:detail", args=["00000000-0000-4000-8000-000000000000"])):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "No encontramos esta página" in answer.text and "app-header" in answer.text
        told = client.get(path, headers={"accept": "application/json"})
        assert told.status_code == 404 and told["Content-Type"] == "application/json"


def test_the_page_of_a_failure_looks_like_the_others():
    page = render_to_string("500.html")
    assert "css/app.css" in page and "app-header" in page and "Algo falló de nuestro lado" in page


@pytest.mark.parametrize("name", ["ana", "berta", "diana", "alma"])
def test_a_page_is_called_by_the_word_that_led_there(client, cast, name):
    client.force_login(getattr(cast, name))
    _home, *groups = client.get("/").context["navigation"]
    called = {
        entry.label: re.search(r"<h1[^>]*>(.*?)</h1>", client.get(entry.url, follow=True).text, re.DOTALL)[1]
        for group in groups
        for entry in group.entries
    }
    assert called
    assert not {label: title for label, title in called.items() if label.lower() not in title.lower()}

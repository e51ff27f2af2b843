from datetime import date

import pytest
from django.urls import reverse

from rubrics.models import Instrument, InstrumentVersion

URL = reverse("rubrics:instruments")
MAY = ["ana", "olga", "berta", "carla", "diana", "alma"]
MAY_NOT = ["rita", "nora", "dora"]  # readers of aggregates, and a role that ended yesterday


@pytest.mark.parametrize("name", MAY)
def test_it_works(cast, client, name):
    client.force_login(getattr(cast, name))
    page = client.get(URL)
    assert page.status_code == 200
    for title in Instrument.objects.values_list("title", flat=True):
        assert title in page.text
    assert "12 criterios" in page.text
    assert "vigente desde el 01/01/2024" in page.text


@pytest.mark.parametrize("name", MAY_NOT)
def test_other_roles_learn_why_not(cast, client, name):
    client.force_login(getattr(cast, name))
    page = client.get(URL)
    assert page.status_code == 403
    assert "Los instrumentos los consultan" in page.text


def test_the_accompanied_learn_why_not(cast, client):
    client.force_login(cast.tania.user)
    assert client.get(URL).status_code == 403


def test_signed_out(db, client):
    page = client.get(URL)
    assert page.status_code == 302
    assert page.url.startswith(reverse("account_login"))


def test_search_ignores_accents_and_capitals(cast, client):
    client.force_login(cast.ana)
    page = client.get(URL, {"q": "GUIA DE observacion"})
    assert [i.code for i in page.context["page"]] == ["guia-pronoei"]


def test_filter_by_whom_it_is_for(cast, shipped, client):
    client.force_login(cast.ana)
    page = client.get(URL, {"kind": "classroom"})
    assert {i.code for i in page.context["page"]} == {"aula-ciclo-i", "aula-ciclo-ii", "juego-libre-sectores"}
    assert client.get(URL, {"kind": "inventado"}).context["page"].paginator.count == 5


def test_nothing_found(cast, client):
    client.force_login(cast.ana)
    page = client.get(URL, {"q": "zzz", "page": "99"})
    assert "Ningún instrumento coincide" in page.text
    assert 'value="zzz"' in page.text


def test_a_draft_is_not_an_instrument_yet(cast, client):
    draft = Instrument.objects.create(code="borrador", title="Instrumento en borrador", teacher_kind="classroom")
    InstrumentVersion.objects.create(instrument=draft, number=1, valid_from=date(2026, 1, 1))
    client.force_login(cast.ana)
    assert "Instrumento en borrador" not in client.get(URL).text


def test_few_queries(cast, client, django_assert_max_num_queries):
    client.force_login(cast.ana)
    with django_assert_max_num_queries(12):
        client.get(URL)

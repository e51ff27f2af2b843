from datetime import date

import pytest
from django.urls import reverse

from rubrics.models import InstrumentVersion

from .test_loading import changed

URL = reverse("rubrics:instrument", args=["aula-ciclo-ii"])


@pytest.mark.parametrize("name", ["ana", "berta", "diana", "alma"])
def test_it_works(cast, client, name):
    client.force_login(getattr(cast, name))
    page = client.get(URL)
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    for criterion in cast.version.criteria.prefetch_related("levels"):
        assert criterion.title in page.text
        assert criterion.aspects in page.text
        for level in criterion.levels.all():
            assert level.descriptor in page.text


def test_sections_of_a_guide_are_said_once(cast, client):
    client.force_login(cast.ana)
    text = client.get(reverse("rubrics:instrument", args=["guia-pronoei"])).text
    for section in cast.promoter_version.criteria.order_by().values_list("section", flat=True).distinct():
        assert text.count(f"<h2>{section}</h2>") == 1


@pytest.mark.parametrize("name", ["rita", "nora", "dora"])
def test_other_roles_learn_why_not(cast, client, name):
    client.force_login(getattr(cast, name))
    page = client.get(URL)
    assert page.status_code == 403
    assert "Los instrumentos los consultan" in page.text


def test_signed_out(cast, client):
    page = client.get(URL)
    assert page.status_code == 302
    assert page.url.startswith(reverse("account_login"))


def test_an_unknown_instrument(cast, client):
    client.force_login(cast.ana)
    assert client.get(reverse("rubrics:instrument", args=["otro"])).status_code == 404


def test_the_version_in_force_is_shown_and_the_others_can_be_opened(cast, client):
    changed(version=2, valid_from="2025-01-01", title_of_first="Criterio de la segunda versión")
    changed(version=3, valid_from="2199-01-01", title_of_first="Criterio de la tercera versión")
    client.force_login(cast.ana)
    now, first, third = client.get(URL), client.get(URL, {"version": 1}), client.get(URL, {"version": 3})
    assert now.context["version"].number == 2
    assert "Criterio de la segunda versión" in now.text
    assert "ya no se usa" in now.text
    assert "Criterio de la segunda versión" not in first.text
    assert "vigente del 01/01/2024 al 31/12/2024" in first.text
    assert "Criterio de la tercera versión" in third.text


@pytest.mark.parametrize("asked", ["0", "2", "uno", "99999999999", "-1", "²"])
def test_a_version_that_is_not_there(cast, client, asked):
    client.force_login(cast.ana)
    assert client.get(URL, {"version": asked}).status_code == 404


def test_a_draft_version_is_not_shown(cast, client):
    InstrumentVersion.objects.create(instrument=cast.version.instrument, number=2, valid_from=date(2024, 1, 1))
    client.force_login(cast.ana)
    assert client.get(URL, {"version": 2}).status_code == 404
    assert client.get(URL).context["version"] == cast.version


def test_few_queries(cast, client, django_assert_max_num_queries):
    client.force_login(cast.ana)
    with django_assert_max_num_queries(12):
        client.get(reverse("rubrics:instrument", args=["guia-pronoei"]))

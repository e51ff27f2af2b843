"""The filters of a list under a name: kept by its user, found above the list, renamed and deleted."""

import json
import zipfile
from io import BytesIO

import pytest
from django.apps import apps
from django.urls import reverse

from accompaniment.lib.contributions import saved_lists
from accompaniment.models import SavedView
from accompaniment.saved_views.services import MOST

FORM = "application/x-www-form-urlencoded"


def save(client, code="people", name="Solas", query="alone=on&sort=-name", **more):
    return client.post(reverse("saved_view_new", args=[code]), {"name": name, "query": query}, **more)


@pytest.fixture
def berta(client, cast):
    client.force_login(cast.berta)
    return cast.berta


@pytest.mark.parametrize("code", saved_lists())
def test_each_list_knows_its_own_filters(client, cast, code):
    known = saved_lists()[code]
    client.force_login(cast.berta)
    page = client.get(reverse(known.route))
    asked = {*page.context["filter"].form.fields, "sort"}
    assert asked <= set(known.parameters) <= asked | {"state"}


@pytest.mark.parametrize("code", saved_lists())
def test_what_is_in_sight_is_saved_and_found_above_the_list(client, berta, code):
    url = reverse(saved_lists()[code].route)
    assert "Guardar esta vista" not in client.get(url).text
    assert "Guardar esta vista" in client.get(url, {"q": "Flores"}).text
    answer = save(client, code, "Las de Flores", "q=Flores&page=2&nothing=1")
    view = SavedView.objects.get()
    assert answer.url == view.get_absolute_url() and answer.url.startswith(url)
    assert view.asked == {"q": ["Flores"]} and "Flores" not in view.query
    page = client.get(answer.url)
    assert page.status_code == 200 and "Las de Flores" in page.text and "Guardar esta vista" not in page.text
    assert page.context["filter"].data["q"] == "Flores"
    assert f'href="{url}?words=' in client.get(url).text


def test_the_one_in_sight_is_marked_whoever_typed_its_words(client, berta):
    save(client, query="q=Flores")
    address = client.post(reverse("teachers"), "search=1&q=Flores", content_type=FORM).url
    text = client.get(address).text
    assert 'aria-current="page">Solas</a>' in text and "Cambiar nombre o borrar" in text
    assert "Cambiar nombre o borrar" not in client.get(reverse("teachers"), {"q": "Petra"}).text


def test_everybody_has_their_own(client, cast, berta):
    save(client)
    client.force_login(cast.carla)
    assert ">Solas</a>" not in client.get(reverse("teachers")).text
    assert client.get(reverse("saved_view_edit", args=[SavedView.objects.get().pk])).status_code == 404
    save(client)
    assert SavedView.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"query": "page=3"}, "Primero busca, filtra u ordena"),
        ({"name": " "}, "Este campo"),
        ({"name": "x" * 41}, "40"),
        ({"name": "sOLAS"}, "Ya tienes una vista con ese nombre"),
    ],
)
def test_a_refusal_is_said_and_the_list_stays_as_it_was(client, berta, data, said):
    save(client)
    answer = save(client, **{"query": "kind=promoter", **data})
    assert SavedView.objects.count() == 1
    assert answer.url == f"{reverse('teachers')}?{data.get('query', 'kind=promoter')}"
    assert said in client.get(answer.url).text


def test_there_are_at_most_so_many(client, berta):
    for n in range(MOST):
        save(client, name=f"Vista {n}")
    answer = save(client, name="Una más", follow=True)
    assert SavedView.objects.count() == MOST and f"Ya tienes {MOST} vistas" in answer.content.decode()
    save(client, code="companions", name="De otra lista", query="kind=internal")
    assert SavedView.objects.count() == MOST + 1


def test_a_list_that_does_not_exist_has_no_views(client, berta):
    assert save(client, code="cats").status_code == 404


def test_it_is_renamed_and_deleted(client, berta):
    save(client)
    save(client, name="Otra", query="kind=promoter")
    view = SavedView.objects.get(name="Solas")
    url = reverse("saved_view_edit", args=[view.pk])
    form = {"name": "Sin acompañante", "before-name": "Solas"}
    assert "Ya tienes una vista" in client.post(url, {**form, "name": "otra"}).text
    assert client.post(url, form).url == view.get_absolute_url()
    view.refresh_from_db()
    assert view.name == "Sin acompañante"
    assert client.post(url, {"delete": "1"}).url == reverse("teachers")
    assert not SavedView.objects.filter(pk=view.pk).exists()


@pytest.mark.parametrize(("code", "group"), [("people", "people"), ("sessions", "visits"), ("documents", "documents")])
def test_its_page_belongs_to_the_entry_of_its_list(client, berta, code, group):
    save(client, code, query="q=x")
    view = SavedView.objects.get()
    context = client.get(reverse("saved_view_edit", args=[view.pk])).context
    assert [one.name for one in context["navigation"] if one.current] == [group]
    assert context["way_back"].url == reverse(view.of_list.route)


def test_it_is_among_ones_own_data(client, cast, berta):
    client.force_login(cast.tania.user)
    save(client, "documents", "Planes", "kind=follow_up_plan")
    archive = zipfile.ZipFile(BytesIO(client.post("/reports/my-data/").content))
    [row] = json.loads(archive.read("mis-datos.json"))["vistas guardadas"]
    assert row == {"lista": "Documentos", "nombre": "Planes", "filtros": {"kind": "follow_up_plan"}}


def test_codes_are_said_once():
    codes = [code for app in apps.get_app_configs() for code in getattr(app, "saved_lists", ())]
    assert len(codes) == len(set(codes)) == 8

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Companion, Region, Role, Ugel


def main_of(client, user, query=""):
    client.force_login(user)
    response = client.get(f"/{query}")
    assert response.status_code == 200
    return response


def test_a_specialist_lands_on_her_ugel(client, cast):
    assert main_of(client, cast.berta).context["ugel"] == cast.ugel


def test_a_specialist_of_several_chooses(client, cast):
    Role.objects.create(user=cast.berta, kind="specialist", ugel=cast.other_ugel, starts_on=cast.today)
    page = main_of(client, cast.berta).content.decode()
    assert all(reverse("reports:ugel", args=[ugel.pk]) in page for ugel in (cast.ugel, cast.other_ugel))


def test_a_director_lands_on_her_institution(client, cast):
    assert main_of(client, cast.diana).context["institution"] == cast.jardin


def test_a_director_of_several_chooses(client, cast):
    Role.objects.create(user=cast.diana, kind="director", institution=cast.pronoei, starts_on=cast.today)
    page = main_of(client, cast.diana).content.decode()
    assert all(reverse("reports:institution", args=[i.pk]) in page for i in (cast.jardin, cast.pronoei))


@pytest.mark.parametrize("who", ["rita", "nora"])
def test_readers_land_on_the_list_of_their_territory(client, cast, who):
    rows = main_of(client, getattr(cast, who)).context["rows"]
    assert [row.label for row in rows] == ["UGEL Prueba", "UGEL Vecina"]
    assert all(row.is_hidden for row in rows)


def test_a_regional_reader_sees_her_region_alone(client, cast):
    other = cast.region.__class__.objects.create(name="DRE Lejana")
    Ugel.objects.create(code="990009", name="UGEL Lejana", region=other)
    assert len(main_of(client, cast.rita).context["rows"]) == 2
    assert len(main_of(client, cast.nora).context["rows"]) == 3
    assert [r.label for r in main_of(client, cast.nora, "?q=lejana&year=nada").context["rows"]] == ["UGEL Lejana"]
    assert "Ninguna UGEL" in main_of(client, cast.nora, "?q=zzz").content.decode()


def test_the_territory_costs_few_queries(client, cast, django_assert_max_num_queries):
    client.force_login(cast.nora)
    with django_assert_max_num_queries(12):
        client.get("/")


def test_the_accompanied_find_their_own_page(client, cast):
    assert "Hola, Tania" in main_of(client, cast.tania.user).content.decode()


def test_an_administrator_finds_roles_and_registry(client, cast):
    page = main_of(client, cast.alma).content.decode()
    assert reverse("roles") in page and reverse("registry") in page


@pytest.mark.parametrize("who", ["dora"])
def test_without_any_role_she_is_told_whom_to_ask(client, cast, who):
    assert "especialista de tu UGEL" in main_of(client, getattr(cast, who)).content.decode()


def test_several_roles_open_the_first_and_link_to_the_others(client, cast):
    Companion.objects.create(user=cast.diana, ugel=cast.ugel, kind="internal", starts_on=cast.today)
    page = main_of(client, cast.diana).content.decode()
    assert '<a href="/?view=director">Mi institución</a>' in page
    assert main_of(client, cast.diana, "?view=director").context["institution"] == cast.jardin
    assert "institution" not in main_of(client, cast.diana, "?view=specialist").context  # not hers: her first instead


def test_a_view_that_ended_is_hers_no_more(client, cast):
    cast.berta.roles.update(ends_on=cast.today - timedelta(days=1))
    assert "especialista de tu UGEL" in main_of(client, cast.berta, "?view=specialist").content.decode()


def test_signed_out(client, db):
    assert client.get("/").url.startswith(reverse("account_login"))


def test_a_territory_without_ugels_says_so_and_a_search_says_what_it_found(client, cast):
    Role.objects.filter(user=cast.rita).update(region=Region.objects.create(name="DRE Vacía"))
    client.force_login(cast.rita)
    assert "Tu territorio todavía no tiene UGEL." in client.get("/").text
    assert "se llama así" in client.get("/", {"q": "nadie"}).text

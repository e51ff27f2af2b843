"""The list of institutions and the page of one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Institution, Post, Role

LIST = reverse("institutions")


def detail(institution):
    return reverse("institution", args=[institution.pk])


def add(cast, count=1, **fields):
    defaults = {"kind": "jardin", "level_code": "A2", "ugel": cast.ugel, "name": "217 NIÑO DE PRAGA"}
    return [
        Institution.objects.create(modular_code=f"040{n:04}", **{**defaults, **fields}) for n in range(1, count + 1)
    ]


def names(response):
    return [institution.name for institution in response.context["page"]]


def test_a_specialist_lists_her_ugel_in_alphabetical_order(client, cast, django_assert_max_num_queries):
    add(cast)
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        response = client.get(LIST)
    assert names(response) == ["217 NIÑO DE PRAGA", "Jardín Los Cóndores", "PRONOEI Semillitas"]
    assert "UGEL Prueba" not in response.text


def test_an_administrator_lists_every_ugel(client, cast):
    client.force_login(cast.alma)
    response = client.get(LIST)
    assert "Jardín de la otra UGEL" in names(response)
    assert "UGEL Vecina" in response.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "nino de praga"}, ["217 NIÑO DE PRAGA"]),
        ({"q": "CÓNDORES"}, ["Jardín Los Cóndores"]),
        ({"q": "9900002"}, ["PRONOEI Semillitas"]),
        ({"q": "no hay"}, []),
        ({"q": "%"}, []),
        ({"kind": "pronoei"}, ["PRONOEI Semillitas"]),
        ({"area": "urban"}, ["Jardín Los Cóndores"]),
        ({"state": "closed"}, ["217 NIÑO DE PRAGA"]),
        ({"q": "jard", "kind": "jardin", "state": "open"}, ["Jardín Los Cóndores"]),
    ],
)
def test_search_and_filters(client, cast, query, found):
    add(cast, state="closed", closed_on=cast.today)
    client.force_login(cast.berta)
    response = client.get(LIST, query)
    assert names(response) == found
    if not found:
        assert "Ningún servicio coincide" in response.text


def test_a_wrong_filter_says_so_and_keeps_what_was_typed(client, cast):
    client.force_login(cast.berta)
    response = client.get(LIST, {"q": "semillitas", "kind": "escuela"})
    assert response.context["filter"].form.errors.keys() == {"kind"}
    assert 'value="semillitas"' in response.text
    assert client.get(LIST, {"q": "a\x00b"}).status_code == 200


def test_twenty_five_a_page(client, cast):
    add(cast, 30)
    client.force_login(cast.berta)
    assert len(names(client.get(LIST))) == 25
    last = client.get(LIST, {"page": "2", "kind": "jardin"})
    assert len(names(last)) == 6
    assert "kind=jardin" in last.text
    assert client.get(LIST, {"page": "x"}).status_code == 200


def test_an_empty_list_leads_to_the_registry(client, cast):
    Role.objects.filter(user=cast.carla).update(ugel=cast.other_ugel)
    Institution.objects.filter(ugel=cast.other_ugel).delete()
    client.force_login(cast.carla)
    assert reverse("registry") in client.get(LIST).text.split("<main")[1]


def test_the_list_is_not_for_everyone(client, cast):
    for user in (cast.ana, cast.diana, cast.dora, cast.rita, cast.nora, cast.tania.user):
        client.force_login(user)
        assert client.get(LIST).status_code == 403
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert client.get(LIST).status_code == 403


def test_signed_out_goes_to_login(client, cast):
    for url in (LIST, detail(cast.jardin)):
        assert client.get(url).url.startswith(reverse("account_login"))


def test_the_page_of_a_service_for_its_specialist(client, cast, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        text = client.get(detail(cast.jardin)).text
    assert "Jardín Los Cóndores" in text
    assert "9900001" in text
    assert "Flores, Tania" in text
    assert "Aula única · 4 y 5 años" in text
    assert f'href="{reverse("teacher_new")}?institution={cast.jardin.pk}"' in text
    assert f'href="{reverse("reports:institution", args=[cast.jardin.pk])}"' in text


def test_an_id_over_a_thousand_is_written_without_separator(client, cast):
    far = Institution.objects.create(
        pk=123456, modular_code="0400001", name="Lejos", kind="jardin", level_code="A2", ugel=cast.ugel
    )
    client.force_login(cast.berta)
    text = client.get(detail(far)).text
    assert "?institution=123456" in text
    assert "Nadie está registrada aquí todavía." in text


def test_a_closed_service_says_since_when_and_takes_nobody_new(client, cast):
    Institution.objects.filter(pk=cast.jardin.pk).update(state="closed", closed_on=cast.today)
    client.force_login(cast.berta)
    text = client.get(detail(cast.jardin)).text
    assert "cerrada desde el" in text
    assert reverse("teacher_new") not in text


def test_who_left_is_history_with_her_dates(client, cast, django_assert_max_num_queries):
    left = cast.today - timedelta(days=1)
    Post.objects.filter(teacher=cast.petra).update(ends_on=left)
    Post.objects.create(teacher=cast.tania, institution=cast.pronoei, cycle="II", starts_on=cast.today)
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        page = client.get(detail(cast.pronoei))
    now, before = page.text.split("Quiénes estuvieron antes")
    assert "Flores, Tania" in now and "Muñoz, Petra" not in now
    assert "Muñoz, Petra" in before and "promotora educativa comunitaria" in before
    assert f"{left:%d/%m/%Y}" in before
    client.force_login(cast.ana)  # she accompanies no past post
    assert "Quiénes estuvieron antes" not in client.get(detail(cast.jardin)).text


def test_a_long_history_has_pages(client, cast):
    for n in range(30):
        ended = cast.today - timedelta(days=n + 1)
        Post.objects.create(
            teacher=cast.tania,
            institution=cast.jardin,
            cycle="II",
            section=f"Aula {n:02}",
            starts_on=ended,
            ends_on=ended,
        )
    client.force_login(cast.berta)
    first, second = (client.get(f"{detail(cast.jardin)}?page={n}").text for n in (1, 2))
    assert "Aula 00" in first and "Aula 29" not in first and "Página 1 de 2" in first
    assert "Aula 29" in second and "Flores, Tania" in second


def test_a_director_opens_hers_with_its_dashboard(client, cast):
    client.force_login(cast.diana)
    text = client.get(detail(cast.jardin)).text
    assert "Flores, Tania" in text
    assert reverse("reports:institution", args=[cast.jardin.pk]) in text
    assert reverse("teacher_new") not in text
    assert client.get(detail(cast.pronoei)).status_code == 404


def test_a_companion_opens_where_she_accompanies_and_sees_her_own_people(client, cast):
    colleague = Post.objects.create(teacher=cast.petra, institution=cast.jardin, cycle="II", section="Otra aula")
    client.force_login(cast.ana)
    assert "Flores, Tania" in client.get(detail(cast.jardin)).text
    Assignment.objects.filter(post__teacher=cast.petra).delete()
    client.force_login(cast.ana)
    text = client.get(detail(cast.jardin)).text
    assert colleague.section not in text
    assert reverse("reports:institution", args=[cast.jardin.pk]) not in text
    assert client.get(detail(cast.other_jardin)).status_code == 404


def test_an_administrator_sees_the_service_and_no_person(client, cast):
    client.force_login(cast.alma)
    text = client.get(detail(cast.jardin)).text
    assert "Jardín Los Cóndores" in text
    assert "Tania" not in text
    assert reverse("reports:institution", args=[cast.jardin.pk]) not in text


def test_it_does_not_exist_for_outsiders(client, cast):
    for user in (cast.carla, cast.olga, cast.elena, cast.dora, cast.rita, cast.nora, cast.tania.user):
        client.force_login(user)
        assert client.get(detail(cast.jardin)).status_code == 404
    client.force_login(cast.berta)
    assert client.get(reverse("institution", args=[999_999])).status_code == 404

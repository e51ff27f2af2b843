from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Institution, Post, Role, Teacher

URL = "/people/"


def names(page):
    return [str(teacher) for teacher in page.context["page"]]


def test_the_specialist_sees_her_ugel_by_alphabet(client, cast):
    client.force_login(cast.berta)
    page = client.get(URL)
    assert names(page) == ["Flores, Tania", "Muñoz, Petra"]
    text = page.content.decode()
    assert "Jardín Los Cóndores · Aula única" in text
    assert "Ana Quispe" in text
    assert "Elena Soto" not in text  # she accompanied until yesterday


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("diana", ["Flores, Tania"]),
        ("ana", ["Flores, Tania", "Muñoz, Petra"]),
        ("olga", []),
        ("elena", []),
        ("carla", []),
    ],
)
def test_others_see_only_their_own(client, cast, who, seen):
    client.force_login(getattr(cast, who))
    assert names(client.get(URL)) == seen


@pytest.mark.parametrize("who", ["rita", "nora", "alma", "dora"])
def test_readers_administrators_and_expired_roles_are_told_why_not(client, cast, who):
    client.force_login(getattr(cast, who))
    page = client.get(URL)
    assert page.status_code == 403
    assert "La lista de personas" in page.content.decode()


def test_the_accompanied_person_is_told_why_not(client, cast):
    client.force_login(cast.tania.user)
    assert client.get(URL).status_code == 403


def test_signed_out_goes_to_sign_in(client, db):
    assert client.get(URL).url == reverse("account_login") + "?next=/people/"


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"q": "munoz"}, ["Muñoz, Petra"]),
        ({"q": "41000001"}, ["Flores, Tania"]),
        ({"kind": "promoter"}, ["Muñoz, Petra"]),
        ({"place_kind": "jardin"}, ["Flores, Tania"]),
        ({"alone": "on"}, []),
        ({"institution": "99999999999999999999"}, []),
        ({"q": "nadie"}, []),
        ({"kind": "inventado"}, []),
    ],
)
def test_search_and_filters(client, cast, query, seen):
    client.force_login(cast.berta)
    assert names(client.get(URL, query)) == seen


def test_filter_by_institution(client, cast):
    client.force_login(cast.berta)
    assert names(client.get(URL, {"institution": cast.pronoei.pk})) == ["Muñoz, Petra"]


def test_who_has_no_companion_can_be_found(client, cast):
    cast.assignment.ends_on = cast.today - timedelta(days=1)
    cast.assignment.save()
    client.force_login(cast.berta)
    page = client.get(URL, {"alone": "on"})
    assert names(page) == ["Flores, Tania"]
    assert reverse("assignment_new", args=[cast.assignment.post.pk]) in page.content.decode()


def test_of_several_ugels_one_can_be_asked_for(client, cast):
    Role.objects.create(user=cast.berta, kind=Role.Kind.SPECIALIST, ugel=cast.other_ugel, starts_on=cast.today)
    Post.objects.create(teacher=cast.petra, institution=cast.other_jardin, cycle="II", starts_on=cast.today)
    client.force_login(cast.berta)
    assert names(client.get(URL, {"ugel": cast.other_ugel.pk})) == ["Muñoz, Petra"]
    assert names(client.get(URL, {"ugel": cast.other_ugel.pk, "alone": "on"})) == ["Muñoz, Petra"]
    assert names(client.get(URL, {"ugel": cast.ugel.pk, "alone": "on"})) == []


def test_a_director_does_not_see_a_post_elsewhere(client, cast):
    elsewhere = Institution.objects.create(
        modular_code="9900009", name="Cuna Lejana", kind="cuna", level_code="A1", ugel=cast.ugel
    )
    Post.objects.create(teacher=cast.tania, institution=elsewhere, cycle="I", starts_on=cast.today)
    client.force_login(cast.diana)
    assert "Cuna Lejana" not in client.get(URL).content.decode()


def test_pages_of_25_within_the_query_budget(client, cast, django_assert_max_num_queries):
    for n in range(30):
        teacher = Teacher.objects.create(
            document_number=f"4200{n:04}", first_names="Luz", last_names=f"Zapata {n:02}", kind="classroom"
        )
        Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="II", starts_on=cast.today)
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        page = client.get(URL)
    assert len(names(page)) == 25
    assert len(names(client.get(URL, {"page": 2}))) == 7
    assert len(names(client.get(URL, {"page": "x"}))) == 25


def test_names_sort_as_people_do(client, cast):
    for number, surname in enumerate(("Zúñiga", "Ñahui", "Álvarez", "Ochoa")):
        teacher = Teacher.objects.create(
            document_number=f"4200000{number}", first_names="Luz", last_names=surname, kind=Teacher.Kind.CLASSROOM
        )
        Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="II")
    client.force_login(cast.berta)
    names = [teacher.last_names for teacher in client.get(reverse("teachers")).context["page"]]
    assert names == ["Álvarez", "Flores", "Muñoz", "Ñahui", "Ochoa", "Zúñiga"]

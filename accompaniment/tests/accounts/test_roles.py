from datetime import timedelta

import pytest
from django.urls import reverse

from accompaniment.models import Role, User

URL = "/roles/"
NEW = "/roles/new/"


@pytest.fixture
def data(cast):
    return {
        "document_type": "dni",
        "document_number": "47000001",
        "first_names": "Inés",
        "last_names": "Tito",
        "email": "",
        "kind": "director",
        "institution": "9900002",
        "starts_on": cast.today.isoformat(),
        "ends_on": "",
    }


def listed(page):
    return [str(role.user) for role in page.context["page"]]


def test_the_specialist_sees_directors_of_her_ugel(client, cast):
    Role.objects.create(user=cast.olga, kind=Role.Kind.DIRECTOR, institution=cast.other_jardin)
    client.force_login(cast.berta)
    assert listed(client.get(URL)) == ["Diana Núñez"]


def test_expired_roles_are_apart(client, cast):
    client.force_login(cast.berta)
    assert listed(client.get(URL, {"state": "ended"})) == ["Dora Paz"]


def test_the_administrator_sees_all(client, cast):
    client.force_login(cast.alma)
    assert len(listed(client.get(URL))) == 6
    assert listed(client.get(URL, {"q": "huaman"})) == ["Carla Huamán"]
    assert listed(client.get(URL, {"kind": "national_reader"})) == ["Nora Vega"]


def test_a_specialist_names_a_director_and_gets_her_link(client, cast, data):
    client.force_login(cast.berta)
    page = client.post(NEW, data)
    assert "Entrega este enlace a Inés Tito" in page.content.decode()
    role = Role.objects.get(user__username="47000001")
    assert (role.kind, role.institution, role.ugel) == ("director", cast.pronoei, None)


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("director", "institution"),
        ("specialist", "ugel"),
        ("regional_reader", "region"),
        ("national_reader", ""),
        ("administrator", ""),
    ],
)
def test_an_administrator_gives_every_kind_with_its_scope(client, cast, data, kind, scope):
    client.force_login(cast.alma)
    scopes = {"institution": "9900002", "ugel": cast.ugel.pk, "region": cast.region.pk}
    typed = {**data, "kind": kind, "institution": "", **({scope: scopes[scope]} if scope else {})}
    assert "Entrega este enlace" in client.post(NEW, typed).content.decode()
    assert Role.objects.get(user__username="47000001").kind == kind


def test_an_unknown_role_is_refused(client, cast, data):
    for who in (cast.berta, cast.alma):
        client.force_login(who)
        page = client.post(NEW, {**data, "kind": "emperatriz"})
        assert "Ese rol no existe" in " ".join(page.context["form"].errors["kind"])
        assert 'value="Inés"' in page.content.decode()
    assert not User.objects.filter(username="47000001").exists()


@pytest.mark.parametrize("kind", ["specialist", "administrator", "national_reader", "regional_reader"])
def test_a_specialist_gives_no_other_role_by_hand(client, cast, data, kind):
    client.force_login(cast.berta)
    page = client.post(NEW, {**data, "kind": kind, "ugel": cast.ugel.pk, "institution": ""})
    assert "kind" in page.context["form"].errors
    assert not User.objects.filter(username="47000001").exists()


def test_a_specialist_names_nobody_in_another_ugel(client, cast, data):
    client.force_login(cast.berta)
    assert "institution" in client.post(NEW, {**data, "institution": "9900003"}).context["form"].errors


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"institution": ""}, "institution"),
        ({"kind": "specialist"}, "institution"),
        ({"kind": "specialist", "institution": ""}, "ugel"),
        ({"kind": "regional_reader", "institution": ""}, "region"),
        ({"kind": "administrator"}, "institution"),
    ],
)
def test_a_scope_that_does_not_fit_is_refused_beside_it(client, cast, data, changes, field):
    client.force_login(cast.alma)
    page = client.post(NEW, {**data, **changes})
    assert field in page.context["form"].errors
    assert not User.objects.filter(username="47000001").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("document_number", "4700000"), ("ends_on", "2020-01-01"), ("last_names", "")]
)
def test_what_is_refused_stores_nothing(client, cast, data, field, value):
    client.force_login(cast.berta)
    page = client.post(NEW, {**data, field: value})
    assert field in page.context["form"].errors
    assert not User.objects.filter(username="47000001").exists()


def test_the_same_role_twice_is_refused(client, cast, data):
    client.force_login(cast.berta)
    typed = {**data, "document_number": cast.diana.username, "last_names": "Núñez", "institution": "9900001"}
    assert "ya tiene este rol" in " ".join(client.post(NEW, typed).context["form"].errors["kind"])
    assert Role.objects.filter(user=cast.diana).count() == 1


def test_ends_a_role(client, cast):
    role = Role.objects.get(user=cast.diana)
    url = reverse("role_end", args=[role.pk])
    client.force_login(cast.berta)
    assert "Diana Núñez" in client.get(url).content.decode()
    yesterday = cast.today - timedelta(days=1)
    assert client.post(url, {"ends_on": yesterday.isoformat()}).status_code == 302
    client.force_login(cast.diana)
    assert client.get("/people/").status_code == 403


def test_an_end_before_its_beginning_is_refused(client, cast):
    role = Role.objects.get(user=cast.diana)
    client.force_login(cast.berta)
    page = client.post(reverse("role_end", args=[role.pk]), {"ends_on": "2019-01-01"})
    assert "anterior" in " ".join(page.context["form"].errors["ends_on"])
    role.refresh_from_db()
    assert role.ends_on is None


def test_the_last_administrator_stays(client, cast):
    role = Role.objects.get(user=cast.alma)
    url = reverse("role_end", args=[role.pk])
    client.force_login(cast.alma)
    page = client.post(url, {"ends_on": cast.today.isoformat()})
    assert "única administradora" in " ".join(page.context["form"].errors["ends_on"])
    Role.objects.create(user=cast.olga, kind=Role.Kind.ADMINISTRATOR)
    assert client.post(url, {"ends_on": cast.today.isoformat()}).status_code == 302


def test_a_specialist_ends_only_her_directors(client, cast):
    client.force_login(cast.berta)
    for user in (cast.carla, cast.alma, cast.nora, cast.berta):
        role = Role.objects.get(user=user)
        assert client.post(reverse("role_end", args=[role.pk]), {"ends_on": cast.today}).status_code == 404
    client.force_login(cast.carla)
    role = Role.objects.get(user=cast.diana)
    assert client.get(reverse("role_end", args=[role.pk])).status_code == 404


@pytest.mark.parametrize("who", ["ana", "diana", "dora", "rita", "nora", "olga"])
def test_nobody_else_sees_roles(client, cast, data, who):
    client.force_login(getattr(cast, who))
    role = Role.objects.get(user=cast.diana)
    for url in (URL, NEW, reverse("role_end", args=[role.pk]), reverse("role_access", args=[role.pk])):
        assert client.get(url).status_code == 403
    assert client.post(NEW, data).status_code == 403


def test_signed_out_goes_to_sign_in(client, db):
    assert client.get(URL).url.startswith(reverse("account_login"))


def test_query_budget(client, cast, django_assert_max_num_queries):
    client.force_login(cast.alma)
    with django_assert_max_num_queries(12):
        client.get(URL)
    with django_assert_max_num_queries(12):
        client.get(NEW)

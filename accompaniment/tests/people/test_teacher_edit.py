import pytest
from django.urls import reverse

from accompaniment.models import AccessLogEntry, Role, Teacher
from accompaniment.people.forms import TeacherForm


@pytest.fixture
def url(cast):
    return reverse("teacher_edit", args=[cast.tania.pk])


@pytest.fixture
def data(cast):
    return {**TeacherForm.initial_of(cast.tania), "phone": "912345678"}


def test_shows_data_posts_and_companions(client, cast, url):
    client.force_login(cast.berta)
    text = client.get(url).content.decode()
    assert "Jardín Los Cóndores" in text
    assert "La acompaña Ana Quispe" in text
    assert 'value="41000001"' in text


def test_saves_and_returns_to_the_person(client, cast, url, data):
    client.force_login(cast.berta)
    assert client.post(url, data).url == cast.tania.get_absolute_url()
    cast.tania.refresh_from_db()
    assert cast.tania.phone == "912345678"


def test_the_account_follows_the_document_and_the_email(client, cast, url, data):
    client.force_login(cast.berta)
    client.post(url, {**data, "document_number": "41000099", "email": "Tania@example.pe"})
    cast.tania.user.refresh_from_db()
    assert (cast.tania.user.username, cast.tania.user.email) == ("41000099", "tania@example.pe")


def test_the_account_of_somebody_with_a_role_elsewhere_is_left_alone(client, cast, url, data):
    Role.objects.create(user=cast.tania.user, kind=Role.Kind.ADMINISTRATOR)
    client.force_login(cast.berta)
    page = client.post(url, {**data, "document_number": "41000099"})
    assert "administradora" in " ".join(page.context["form"].errors["document_number"])
    cast.tania.refresh_from_db()
    cast.tania.user.refresh_from_db()
    assert (cast.tania.document_number, cast.tania.user.username) == ("41000001", "41000001")
    client.post(url, {**data, "email": "tomada@example.pe"})
    cast.tania.user.refresh_from_db()
    assert cast.tania.user.email is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("document_number", "4100000"),
        ("document_number", "40000000"),
        ("phone", "812345678"),
        ("last_names", ""),
        ("kind", "promoter"),
    ],
)
def test_what_is_refused_keeps_what_was_typed_and_stores_nothing(client, cast, url, data, field, value):
    client.force_login(cast.berta)
    page = client.post(url, {**data, "first_names": "Tania Luz", field: value})
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert 'value="Tania Luz"' in page.content.decode()
    assert "plazas de Tania Flores" in page.content.decode()
    cast.tania.refresh_from_db()
    assert cast.tania.first_names == "Tania"


def test_another_persons_document_is_refused(client, cast, url, data):
    client.force_login(cast.berta)
    page = client.post(url, {**data, "document_number": "41000002"})
    assert "Ya hay una persona registrada con este documento" in page.content.decode()
    assert Teacher.objects.filter(document_number="41000002").count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 403), ("diana", 403), ("carla", 404), ("olga", 404), ("dora", 404), ("alma", 404)]
)
def test_who_may_not(client, cast, url, data, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(url).status_code == status
    assert client.post(url, data).status_code == status
    cast.tania.refresh_from_db()
    assert cast.tania.phone == ""


def test_signed_out_goes_to_sign_in(client, url):
    assert client.get(url).url.startswith(reverse("account_login"))


def test_query_budget(client, cast, url, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        client.get(url)


def test_opening_her_data_is_logged(client, cast, url):
    client.force_login(cast.berta)
    client.get(url)
    entry = AccessLogEntry.objects.get()
    assert (entry.by, entry.role, entry.what) == (cast.berta, "specialist", "data")
    assert (entry.teacher, entry.institution) == (cast.tania, cast.jardin)

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accompaniment.models import Assignment, Companion, Role, Teacher, Ugel, User
from accompaniment.people.companions.workload import WorkloadLimits, workload_warning
from conftest import person

URL = "/companions/"
NEW = "/companions/new/"


@pytest.fixture
def data(cast):
    return {
        "document_type": "dni",
        "document_number": "44000001",
        "first_names": "Lucía",
        "last_names": "Ccori",
        "email": "Lucia@example.pe",
        "kind": "external",
        "ugel": cast.ugel.pk,
        "starts_on": cast.today.isoformat(),
        "ends_on": "",
    }


def listed(page):
    return [str(companion) for companion, _warning in page.context["rows"]]


def test_the_list_is_alphabetical_and_shows_loads(client, cast):
    client.force_login(cast.berta)
    page = client.get(URL)
    assert listed(page) == ["Ana Quispe", "Olga Ramos", "Elena Soto"]
    assert "2 personas" in page.content.decode()
    assert "No acompaña a nadie ahora" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "seen"),
    [({"q": "QUÍSPE"}, ["Ana Quispe"]), ({"q": "40000001"}, ["Olga Ramos"]), ({"kind": "internal"}, [])],
)
def test_search(client, cast, query, seen):
    client.force_login(cast.berta)
    assert listed(client.get(URL, query)) == seen


def test_those_who_ended_are_apart(client, cast):
    Companion.objects.filter(user=cast.olga).update(ends_on=cast.today - timedelta(days=1))
    client.force_login(cast.berta)
    assert "Olga Ramos" not in listed(client.get(URL))
    assert listed(client.get(URL, {"state": "ended"})) == ["Olga Ramos"]


def test_registers_a_companion_and_shows_her_link(client, cast, data):
    client.force_login(cast.berta)
    page = client.post(NEW, data)
    assert "Entrega este enlace a Lucía Ccori" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    companion = Companion.objects.get(user__username="44000001")
    assert (companion.ugel, companion.kind) == (cast.ugel, "external")
    assert companion.user.email == "lucia@example.pe"
    assert not companion.user.has_usable_password()


def test_a_known_document_keeps_its_account_and_password(client, cast, data):
    cast.diana.set_password("una clave bien larga")
    cast.diana.save()
    client.force_login(cast.berta)
    typed = {**data, "document_number": cast.diana.username, "last_names": "NUÑEZ", "kind": "internal"}
    page = client.post(NEW, typed, follow=True)
    assert "Ya tenía cuenta" in page.content.decode()
    assert "password/reset/key" not in page.content.decode()
    cast.diana.refresh_from_db()
    assert cast.diana.check_password("una clave bien larga")
    assert str(cast.diana) == "Diana Núñez"


def test_registering_an_administrator_gives_no_way_into_her_account(client, cast, data):
    client.force_login(cast.berta)
    page = client.post(NEW, {**data, "document_number": cast.alma.username, "last_names": "Ríos"}, follow=True)
    assert "password/reset/key" not in page.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("document_number", "4400000", "8 dígitos"),
        ("document_number", "40000005", "otro apellido"),
        ("kind", "inventado", ""),
        ("ugel", "999999", ""),
        ("starts_on", "", ""),
        ("email", "tomada@example.pe", "Otra persona"),
    ],
)
def test_what_is_refused_keeps_what_was_typed_and_stores_nothing(client, cast, data, field, value, said):
    person("45000001", "Otra", "Persona", email="tomada@example.pe")
    client.force_login(cast.berta)
    page = client.post(NEW, {**data, field: value})
    assert said in " ".join(page.context["form"].errors[field])
    assert 'value="Lucía"' in page.content.decode()
    assert not User.objects.filter(username="44000001").exists()
    assert Companion.objects.count() == 3


def test_an_end_before_its_beginning_is_refused(client, cast, data):
    client.force_login(cast.berta)
    page = client.post(NEW, {**data, "ends_on": (cast.today - timedelta(days=1)).isoformat()})
    assert "anterior" in " ".join(page.context["form"].errors["ends_on"])
    assert not User.objects.filter(username="44000001").exists()


def test_twice_at_once_in_one_ugel_is_refused(client, cast, data):
    client.force_login(cast.berta)
    page = client.post(NEW, {**data, "document_number": cast.ana.username, "last_names": "Quispe"})
    assert "Ya es acompañante" in " ".join(page.context["form"].errors["document_number"])


def test_another_ugel_cannot_be_chosen_by_hand(client, cast, data):
    client.force_login(cast.berta)
    assert "ugel" in client.post(NEW, {**data, "ugel": cast.other_ugel.pk}).context["form"].errors


def test_ending_her_work_ends_her_assignments(client, cast):
    companion = Companion.objects.get(user=cast.ana)
    url = reverse("companion_end", args=[companion.pk])
    client.force_login(cast.berta)
    assert "Flores, Tania" in client.get(url).content.decode()
    assert client.post(url, {"ends_on": cast.today.isoformat()}).status_code == 302
    companion.refresh_from_db()
    assert companion.ends_on == cast.today
    assert {a.ends_on for a in companion.assignments.all()} == {cast.today}


def test_an_end_before_her_beginning_is_refused(client, cast):
    companion = Companion.objects.get(user=cast.ana)
    client.force_login(cast.berta)
    url = reverse("companion_end", args=[companion.pk])
    page = client.post(url, {"ends_on": (cast.today - timedelta(days=900)).isoformat()})
    assert "ends_on" in page.context["form"].errors
    companion.refresh_from_db()
    assert companion.ends_on is None


@pytest.mark.parametrize("who", ["ana", "diana", "dora", "rita", "nora", "alma"])
def test_only_specialists_keep_companions(client, cast, data, who):
    client.force_login(getattr(cast, who))
    ana = Companion.objects.get(user=cast.ana)
    for url in (URL, NEW, reverse("companion_end", args=[ana.pk]), reverse("companion_access", args=[ana.pk])):
        assert client.get(url).status_code == 403
    assert client.post(NEW, data).status_code == 403
    assert Companion.objects.count() == 3


def test_another_ugels_companion_does_not_exist(client, cast):
    client.force_login(cast.carla)
    assert listed(client.get(URL)) == []
    ana = Companion.objects.get(user=cast.ana)
    assert client.post(reverse("companion_end", args=[ana.pk]), {"ends_on": "2026-01-01"}).status_code == 404


def test_signed_out_goes_to_sign_in(client, db):
    assert client.get(URL).url.startswith(reverse("account_login"))
    assert client.get(NEW).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("kind", "loads", "warns"),
    [
        ("external", (12, 8, 0), False),
        ("external", (13, 0, 0), True),
        ("external", (0, 9, 9), True),
        ("coordinator", (0, 15, 15), False),
        ("coordinator", (0, 8, 8), False),
        ("coordinator", (0, 7, 7), True),
        ("coordinator", (0, 0, 0), False),
        ("coordinator", (0, 16, 16), True),
        ("internal", (13, 0, 0), True),
    ],
)
def test_a_load_out_of_the_ordinary_is_said_softly(kind, loads, warns):
    urban, rural, pronoei = loads
    companion = SimpleNamespace(kind=kind, urban_load=urban, rural_load=rural, pronoei_load=pronoei)
    assert bool(workload_warning(companion, WorkloadLimits())) is warns
    loose = WorkloadLimits(urban=99, rural=99, least=0, programmes=99)
    assert not workload_warning(companion, loose)


def test_the_warning_reaches_the_page_and_the_budget_holds(client, cast, django_assert_max_num_queries):
    ana = Companion.objects.get(user=cast.ana)
    for n in range(13):
        teacher = Teacher.objects.create(
            document_number=f"4600{n:04}", first_names="Luz", last_names="Zea", kind="classroom"
        )
        post = teacher.posts.create(institution=cast.jardin, cycle="II", starts_on=cast.today)
        Assignment.objects.create(
            companion=ana, post=post, campaign=cast.campaign, modality="external", visits_owed=6, starts_on=cast.today
        )
    for name in "ABCDE":  # a specialist of many UGELs asks for their campaigns at once
        ugel = Ugel.objects.create(code=f"99100{ord(name) - 64}", name=f"UGEL {name}", region=cast.region)
        Role.objects.create(user=cast.berta, kind=Role.Kind.SPECIALIST, ugel=ugel)
        Companion.objects.create(user=cast.olga, ugel=ugel, kind=Companion.Kind.EXTERNAL)
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        page = client.get(URL)
    assert "14 aulas urbanas, y se recomiendan hasta 12" in page.content.decode()


def test_a_specialist_of_two_ugels_is_asked_which(client, cast, data):
    Role.objects.create(user=cast.berta, kind=Role.Kind.SPECIALIST, ugel=cast.other_ugel)
    client.force_login(cast.berta)
    assert '<select name="ugel"' in client.get(NEW).content.decode()
    client.post(NEW, {**data, "ugel": cast.other_ugel.pk})
    assert Companion.objects.get(user__username="44000001").ugel == cast.other_ugel


def test_where_there_is_nobody_nothing_is_searched(client, cast):
    client.force_login(cast.carla)
    assert 'role="search"' not in client.get(URL).text
    assert 'role="search"' in client.get(URL, {"state": "ended"}).text
    client.force_login(cast.berta)
    assert 'role="search"' in client.get(URL).text

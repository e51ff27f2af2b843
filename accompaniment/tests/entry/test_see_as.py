"""Seeing the site as somebody else: exactly what she sees, nothing changed, and everybody told."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import AccessLogEntry, Companion, Role, User
from reports.tests.access_table import TABLE
from reports.tests.world import World

URL, END = "/see-as/", "/see-as/end/"
AS_A_SCRIPT = {"Accept": "application/json"}  # drawing the page of a refusal takes longer than refusing
OWN_PAGES = (
    "account_",
    "mfa_",
    "my_sessions",
    "choose_password",
    "see_as",
    "visits:alert",
    "visits:conflict",
    "visits:compare",
    "visits:history",
    "visits:calibration",
    "visits:pair",
)


@pytest.fixture
def world(cast, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    return World(cast)


def see_as(client, cast, account):
    client.logout()
    client.force_login(cast.alma)
    return client.post(reverse("see_as_start", args=[account.pk]))


def written(queries):
    words = ("INSERT", "UPDATE", "DELETE")
    return [q["sql"] for q in queries if q["sql"].startswith(words) and "django_session" not in q["sql"]]


@pytest.mark.parametrize("who", ["ana", "berta", "tania"])
def test_every_route_answers_as_it_answers_her_and_writes_only_the_log(client, world, who):
    account = world.user(who)
    assert see_as(client, world.cast, account).url == "/"
    for name, (arguments, answers) in TABLE.items():
        expected = 403 if name.startswith(OWN_PAGES) and name != "see_as_end" else answers[who]
        headers = AS_A_SCRIPT if expected in (403, 404) else None
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse(name, kwargs=arguments(world)), headers=headers)
        assert answer.status_code == expected, name
        assert all("accompaniment_accesslogentry" in sql for sql in written(asked)), name
    entries = AccessLogEntry.objects.exclude(what="seen_as")
    assert {(row.by, row.seen_as) for row in entries} <= {(world.cast.alma, account)}
    assert {row.role for row in entries} <= {"administrator"}


@pytest.mark.parametrize("who", ["ana", "berta"])
def test_nothing_can_be_sent(client, world, who):
    see_as(client, world.cast, world.user(who))
    for name, (arguments, _answers) in TABLE.items():
        if name == "see_as_end":
            continue
        url = reverse(name, kwargs=arguments(world))
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(url, headers=AS_A_SCRIPT)
        assert answer.status_code == 403, name
        assert not written(asked), name
    for send in (client.put, client.patch, client.delete):
        assert send("/").status_code == 403
    page = client.post(reverse("visits:form", args=[world.draft.pk]), {"purpose": "x"}).content.decode()
    assert "aquí solo se mira" in page


def test_a_banner_says_as_whom_and_leads_out(client, cast):
    see_as(client, cast, cast.ana)
    page = client.get("/").content.decode()
    assert "Ves como <strong>Ana Quispe</strong>" in page and "Cambiar mi clave" not in page
    assert client.post(END).url == URL
    assert "Ves como" not in client.get("/").content.decode()
    assert client.get("/roles/").status_code == 200


def test_private_notes_stay_private(client, cast):
    closed = cast.closed_visit(private_notes="solo mío")
    draft = cast.visit(private_notes="solo mío")
    urls = [closed.get_absolute_url(), reverse("visits:form", args=[draft.pk])]
    client.force_login(cast.ana)
    assert all("solo mío" in client.get(url).content.decode() for url in urls)
    see_as(client, cast, cast.ana)
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200 and "solo mío" not in answer.content.decode()


@pytest.mark.parametrize("who", ["berta", "ana", "diana", "tania", "nora", "dora"])
def test_only_the_administrator(client, cast, who):
    client.force_login(cast.tania.user if who == "tania" else getattr(cast, who))
    assert client.get(URL).status_code == 403
    assert client.post(reverse("see_as_start", args=[cast.olga.pk])).status_code == 403
    assert not AccessLogEntry.objects.exists()


def test_never_as_another_administrator_nor_herself_nor_a_paused_account(client, cast):
    Role.objects.create(user=cast.olga, kind=Role.Kind.ADMINISTRATOR)
    root = User.objects.create_superuser("40999999")
    User.objects.filter(pk=cast.elena.pk).update(is_active=False)
    for account in (cast.olga, root, cast.alma, cast.elena):
        assert see_as(client, cast, account).status_code == 403
    assert see_as(client, cast, User(pk=987654)).status_code == 404
    assert not AccessLogEntry.objects.exists()


def test_it_ends_by_itself(client, cast, time_machine):
    begins = timezone.now()
    see_as(client, cast, cast.ana)
    time_machine.move_to(begins + timedelta(minutes=29))
    assert client.get("/visits/").status_code == 200
    time_machine.move_to(begins + timedelta(minutes=31))
    assert client.get("/visits/").url == URL
    assert "Terminó el tiempo" in client.get(URL).content.decode()
    assert client.get("/visits/").status_code == 403


def test_it_ends_when_either_may_no_longer(client, cast):
    see_as(client, cast, cast.ana)
    Role.objects.create(user=cast.ana, kind=Role.Kind.ADMINISTRATOR)
    assert client.get("/visits/").url == URL
    see_as(client, cast, cast.olga)
    Role.objects.filter(user=cast.alma).update(ends_on=cast.today - timedelta(days=1))
    assert client.get("/visits/").url == URL
    assert client.get(URL).status_code == 403


def test_it_belongs_to_one_session(client, cast):
    see_as(client, cast, cast.ana)
    other = type(client)()
    other.force_login(cast.alma)
    assert other.get("/visits/").status_code == 403
    hers = type(client)()
    hers.force_login(cast.ana)
    assert "Ves como" not in hers.get("/").content.decode()
    assert Session.objects.count() == 3


def test_the_second_step_that_she_lacks_is_not_asked_of_the_administrator(client, cast, settings):
    cast.campaign.requires_second_factor = True
    cast.campaign.save()
    see_as(client, cast, cast.berta)
    assert client.get("/people/").status_code == 200
    settings.REQUIRE_SECOND_FACTOR = True  # but the administrator's own is
    assert client.get("/people/").url == reverse("mfa_index")


# --- The log ---------------------------------------------------------------------------------------------------
def test_she_reads_of_it_where_she_looks_after_her_account(client, cast):
    with_time = timezone.localtime()
    see_as(client, cast, cast.ana)
    client.force_login(cast.ana)
    page = client.get("/accounts/sessions/").content.decode()
    assert f"El {with_time:%d/%m/%Y} a las" in page
    assert "Alma Ríos, administradora, miró el sitio como lo ves tú, sin poder cambiar nada." in page
    client.force_login(cast.olga)
    assert "Alma Ríos" not in client.get("/accounts/sessions/").content.decode()


def test_an_accompanied_person_reads_of_it_in_her_own_log(client, cast):
    see_as(client, cast, cast.tania.user)
    assert client.get(cast.tania.get_absolute_url()).status_code == 200
    client.force_login(cast.tania.user)
    said = client.get("/logs/mine/").context["sentences"]
    assert any("miró el sitio como lo ves tú" in sentence for sentence in said)
    assert any("abrió tu ficha mientras miraba el sitio como Tania Flores" in sentence for sentence in said)


def test_the_person_who_is_read_about_knows_who_it_really_was(client, cast):
    see_as(client, cast, cast.ana)
    client.get(cast.tania.get_absolute_url())
    client.force_login(cast.tania.user)
    (sentence,) = client.get("/logs/mine/").context["sentences"]
    assert "Alma Ríos, administradora, abrió tu ficha mientras miraba el sitio como Ana Quispe." in sentence
    client.force_login(cast.alma)
    page = client.get("/logs/access/").content.decode()
    assert "miró el sitio como lo ve Ana Quispe" in page
    assert "abrió la ficha de Tania Flores mientras miraba el sitio como Ana Quispe" in page


def test_the_same_opening_as_two_people_is_two(client, cast):
    for account in (cast.ana, cast.berta, cast.ana):
        see_as(client, cast, account)
        client.get(cast.tania.get_absolute_url())
    opened = AccessLogEntry.objects.filter(what="person").order_by("id")
    assert [row.seen_as for row in opened] == [cast.ana, cast.berta]
    assert AccessLogEntry.objects.filter(what="seen_as").count() == 3


# --- Choosing --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "found"),
    [("quispe", ["Ana Quispe"]), ("nunez", ["Diana Núñez"]), ("41000002", ["Petra Muñoz"]), ("alma", []), ("paz", [])],
)
def test_people_are_found_by_name_or_document(client, cast, words, found):
    client.force_login(cast.alma)
    assert [str(person) for person in client.get(URL, {"q": words}).context["people"]] == found


def test_nobody_is_listed_before_something_is_asked(client, cast):
    client.force_login(cast.alma)
    assert client.get(URL).context["people"] == []


def test_query_budget(client, cast, django_assert_max_num_queries):
    cast.closed_visit()
    Companion.objects.create(user=cast.diana, ugel=cast.ugel, kind=Companion.Kind.INTERNAL)
    client.force_login(cast.alma)
    with django_assert_max_num_queries(12):
        client.get(URL, {"q": "a"})
    see_as(client, cast, cast.berta)
    with django_assert_max_num_queries(15):  # three more than hers: she herself, and what the administrator holds
        client.get(reverse("reports:ugel", args=[cast.ugel.pk]))

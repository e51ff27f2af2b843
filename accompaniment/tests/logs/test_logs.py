"""Pages of the logs: mine, everyone's accesses, changes, and one person's history."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from accompaniment.audit.services import log_access
from accompaniment.audit.tracked import Tracked
from accompaniment.logs.wording import (
    FOR_ADMINISTRATOR,
    FOR_SUBJECT,
    describe_fields,
    describe_for_administrator,
    kinds,
)
from accompaniment.models import AccessLogEntry, Role, Teacher, TrackedChange, User

What = AccessLogEntry.What
MINE, ACCESS_LOG, CHANGES = "/logs/mine/", "/logs/access/", "/logs/changes/"


def read(cast, who="berta", what=What.PERSON, teacher=None, **fields):
    by = User.objects.get(pk=getattr(cast, who).pk)
    log_access(by=by, what=what, teacher=teacher or cast.tania, institution=cast.jardin, **fields)


@pytest.fixture
def history_url(cast):
    return reverse("teacher_history", args=[cast.tania.pk])


# --- Who opened mine -------------------------------------------------------------------------------------------
def test_she_reads_who_opened_hers_in_plain_words(client, cast):
    with time_machine.travel("2026-11-23T15:20:00Z", tick=False):
        Role.objects.filter(user=cast.berta).update(starts_on="2020-01-01", ends_on=None)
        read(cast, "berta", What.VISIT, object_id="v1", about="12/11/2026")
    client.force_login(cast.tania.user)
    page = client.get(MINE).content.decode()
    assert "El 23/11/2026 a las 10:20, Berta Mamani, especialista de UGEL, abrió tu visita del 12/11/2026." in page


def test_she_sees_only_hers_and_never_her_own(client, cast):
    read(cast, "ana")
    read(cast, "ana", teacher=cast.petra)
    client.force_login(cast.tania.user)
    client.get(cast.tania.get_absolute_url())
    assert [s for s in client.get(MINE).context["sentences"] if "Ana Quispe" in s] == client.get(MINE).context[
        "sentences"
    ]
    assert len(client.get(MINE).context["sentences"]) == 1
    client.force_login(cast.petra.user)
    assert len(client.get(MINE).context["sentences"]) == 1


def test_someone_without_a_role_today_is_named_all_the_same(client, cast):
    read(cast, "dora")
    client.force_login(cast.tania.user)
    assert "Dora Paz abrió tu ficha." in client.get(MINE).content.decode()


def test_it_filters_by_role_and_says_when_there_is_nobody(client, cast):
    client.force_login(cast.tania.user)
    assert "Todavía nadie abrió tu ficha." in client.get(MINE).content.decode()
    read(cast, "ana")
    read(cast, "diana")
    assert len(client.get(MINE).context["sentences"]) == 2
    assert ["Diana" in s for s in client.get(MINE, {"role": "director"}).context["sentences"]] == [True]
    assert "Nadie con ese rol" in client.get(MINE, {"role": "reader"}).content.decode()
    assert not client.get(MINE, {"role": "inventado"}).context["sentences"]


def test_pages_of_25_within_the_query_budget(client, cast, django_assert_max_num_queries):
    for n in range(30):
        read(cast, "ana", What.VISIT, object_id=n)
    client.force_login(cast.tania.user)
    with django_assert_max_num_queries(12):
        assert len(client.get(MINE).context["sentences"]) == 25
    assert len(client.get(MINE, {"page": 2}).context["sentences"]) == 5


def test_her_own_page_leads_there_and_others_do_not_see_the_link(client, cast):
    client.force_login(cast.tania.user)
    assert MINE in client.get(cast.tania.get_absolute_url()).content.decode()
    client.force_login(cast.berta)
    assert MINE not in client.get(cast.tania.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["ana", "olga", "elena", "berta", "carla", "diana", "dora", "rita", "nora", "alma"])
def test_who_is_not_accompanied_is_told_why_not(client, cast, who):
    client.force_login(getattr(cast, who))
    answer = client.get(MINE)
    assert answer.status_code == 403
    assert "docente o promotora" in answer.content.decode()


# --- Everyone's accesses ---------------------------------------------------------------------------------------
def test_the_administrator_sees_who_opened_what_and_no_content(client, cast):
    read(cast, "ana", What.VISIT, object_id="v1", about="12/11/2026")
    log_access(by=cast.berta, what=What.EXPORT, ugel=cast.ugel, about="personas")
    client.force_login(cast.alma)
    page = client.get(ACCESS_LOG).content.decode()
    assert "abrió una visita a Tania Flores" in page
    assert "descargó datos de UGEL Prueba: personas" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 2),
        ({"q": "munoz"}, 1),
        ({"q": "41000001"}, 1),
        ({"who": "quispe"}, 1),
        ({"who": "huaman"}, 0),
        ({"what": "data"}, 1),
        ({"what": "nada"}, 0),
        ({"until": "2020-01-01"}, 0),
        ({"until": "9999-12-31"}, 0),
        ({"since": "ayer"}, 0),
        ({"page": "xx"}, 2),
    ],
)
def test_entries_are_found(client, cast, query, found):
    read(cast, "ana")
    read(cast, "berta", What.DATA, teacher=cast.petra)
    client.force_login(cast.alma)
    assert client.get(ACCESS_LOG, query).context["page"].paginator.count == found


def test_without_dates_it_shows_the_last_month(client, cast):
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        read(cast, "ana")
    client.force_login(cast.alma)
    assert "Ninguna lectura" in client.get(ACCESS_LOG).content.decode()
    assert client.get(ACCESS_LOG, {"since": ""}).context["page"].paginator.count == 1
    day = (timezone.localdate() - timedelta(days=40)).isoformat()
    assert client.get(ACCESS_LOG, {"since": day, "until": day}).context["page"].paginator.count == 1


@pytest.mark.parametrize("who", ["ana", "berta", "diana", "dora", "rita", "nora", "olga"])
def test_nobody_else_reads_the_access_log(client, cast, who):
    client.force_login(getattr(cast, who))
    answer = client.get(ACCESS_LOG)
    assert answer.status_code == 403
    assert "administradora" in answer.content.decode()


def test_a_entry_tells_about_whatever_it_was(cast):
    assert set(FOR_SUBJECT) == set(FOR_ADMINISTRATOR) == set(What)
    gone = Teacher.objects.create(document_number="41000009", first_names="D", last_names="F", kind="classroom")
    log_access(by=cast.berta, what=What.PERSON, teacher=gone)
    gone.delete()
    log_access(by=cast.ana, what=What.EXPORT, about="sus propios datos")
    own, merged = AccessLogEntry.objects.select_related("by", "teacher", "institution", "ugel")
    assert describe_for_administrator(own) == "descargó datos de Ana Quispe: sus propios datos"
    assert describe_for_administrator(merged) == "abrió la ficha de una persona que ya no está registrada"


# --- Changes ---------------------------------------------------------------------------------------------------
def test_the_specialist_sees_what_changed_in_her_ugel(client, cast):
    client.force_login(cast.berta)
    client.post(
        reverse("teacher_edit", args=[cast.tania.pk]),
        {
            "document_type": "dni",
            "document_number": "41000001",
            "first_names": "Tania",
            "last_names": "Flores",
            "kind": "classroom",
            "contract": "hired",
            "phone": "912345678",
        },
    )
    page = client.get(CHANGES)
    change, kind, fields = page.context["rows"][0]
    assert (change.name, kind, change.by) == ("Flores, Tania", "docente o promotora", cast.berta)
    assert fields == [("condición", "—", "contratada"), ("celular", "—", "912345678")]
    client.force_login(cast.carla)
    assert "Flores" not in client.get(CHANGES).content.decode()


def test_the_administrator_sees_changes_of_accounts_and_roles(client, cast):
    client.force_login(cast.alma)
    names = {
        change.name for change, _kind, _fields in client.get(CHANGES, {"model": "accompaniment.role"}).context["rows"]
    }
    assert "administradora: todo el país" in names
    assert client.get(CHANGES, {"model": "accompaniment.user"}).context["page"].paginator.count == 12


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "munoz", "model": "accompaniment.teacher"}, 1), ({"who": "mamani"}, 1), ({"until": "2020-01-01"}, 0)],
)
def test_changes_are_found(client, cast, query, found):
    client.force_login(cast.berta)
    client.post(
        reverse("post_end", args=[cast.promoter_assignment.post.pk]), {"ends_on": cast.today + timedelta(days=9)}
    )
    TrackedChange.objects.filter(by=cast.berta, model="accompaniment.assignment").purge()
    assert client.get(CHANGES, query).context["page"].paginator.count == found


@pytest.mark.parametrize("who", ["ana", "diana", "dora", "rita", "nora", "olga"])
def test_nobody_else_sees_changes(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get(CHANGES).status_code == 403
    client.force_login(cast.tania.user)
    assert client.get(CHANGES).status_code == 403


@pytest.mark.parametrize("url", [ACCESS_LOG, CHANGES])
def test_lists_stay_within_the_query_budget(client, cast, url, django_assert_max_num_queries):
    for n in range(30):
        read(cast, "ana", What.VISIT, object_id=n)
    client.force_login(cast.alma)
    with django_assert_max_num_queries(12):
        assert len(client.get(url).context["page"]) == 25


def test_every_kind_of_change_has_a_name():
    audited = {model._meta.label_lower for model in apps.get_models() if issubclass(model, Tracked)}
    assert audited <= set(kinds())


def test_values_in_words(cast):
    Role.objects.filter(user=cast.diana).update(ends_on="2026-12-31")
    change = TrackedChange.objects.first()
    assert describe_fields(change) == [("hasta", "—", "31/12/2026")]
    cast.ana.is_active = False
    cast.ana.save()
    assert [after for _label, _before, after in describe_fields(TrackedChange.objects.first())] == ["no"]
    gone = TrackedChange(model="accompaniment.gone", fields={"color": ["rojo", None], "dates": [["a", "b"], True]})
    assert describe_fields(gone) == [("color", "rojo", "—"), ("dates", "a; b", "sí")]


# --- One person's history --------------------------------------------------------------------------------------
def test_her_specialist_reads_the_history_and_that_is_logged(client, cast, history_url, django_assert_max_num_queries):
    cast.tania.phone = "987654321"
    cast.tania.save()
    client.force_login(cast.berta)
    with django_assert_max_num_queries(12):
        page = client.get(history_url)
    kinds = [kind for _change, kind, _fields in page.context["rows"]]
    assert {"docente o promotora", "plaza", "asignación"} == set(kinds)
    assert "987654321" in page.content.decode()
    entry = AccessLogEntry.objects.get()
    assert (entry.what, entry.role, entry.teacher) == ("history", "specialist", cast.tania)


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 403), ("diana", 403), ("olga", 404), ("carla", 404), ("alma", 404), ("rita", 404)]
)
def test_nobody_else_reads_it(client, cast, history_url, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(history_url).status_code == status
    assert not AccessLogEntry.objects.exists()


def test_she_herself_is_told_who_keeps_it(client, cast, history_url):
    client.force_login(cast.tania.user)
    assert client.get(history_url).status_code == 403


@pytest.mark.parametrize("url", [MINE, ACCESS_LOG, CHANGES])
def test_signed_out_goes_to_sign_in(client, db, url):
    assert client.get(url).url.startswith(reverse("account_login"))


def test_the_history_signed_out(client, history_url):
    assert client.get(history_url).url.startswith(reverse("account_login"))

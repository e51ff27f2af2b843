"""The page of the downloads: what each may take out, how much of it, and the same in every form."""

import csv
import io
import json
from datetime import timedelta
from operator import itemgetter

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accompaniment.models import AccessLogEntry, Post
from visits.groups.models import Attendance, GroupSession
from visits.models import Commitment, Contact, Visit

PAGE = reverse("reports:downloads")


def url_of(code):
    return reverse("reports:download", args=[code])


def read(client, code, **asked):
    """The rows of a CSV for programs, by the keys of its columns."""
    answer = client.get(url_of(code), {"format": "data", **asked})
    assert answer.status_code == 200, answer.url
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))


def counts(client, **asked):
    groups = client.get(PAGE, asked).context["groups"]
    return {one.wanted.code: one.count for _title, offered in groups for one in offered}


@pytest.fixture
def session(cast):
    """A GIA of Ana's that Tania and Petra attended, with a commitment of each."""
    gia = GroupSession.objects.create(
        campaign=cast.campaign, kind="gia", title="Preguntas", facilitator="Ana Quispe", leader=cast.ana,
        held_on=cast.today - timedelta(days=3), state="held",
    )  # fmt: skip
    for teacher in (cast.tania, cast.petra):
        Attendance.objects.create(session=gia, teacher=teacher, status="attended")
        Commitment.objects.create(session=gia, teacher=teacher, action="Preguntar más.", due_on=cast.today)
    return gia


@pytest.fixture
def history(cast, session):
    """A closed visit to each of Ana's people, a contact, and the GIA."""
    visits = cast.closed_visit(), cast.closed_visit(assignment=cast.promoter_assignment)
    Contact.objects.create(
        assignment=cast.assignment, campaign=cast.campaign, companion=cast.assignment.companion, teacher=cast.tania,
        institution=cast.jardin, ugel=cast.ugel, contacted_on=cast.today, closed_at=visits[0].closed_at, minutes=12,
    )  # fmt: skip
    return visits


def test_a_row_tells_a_commitment_of_a_visit_and_one_of_a_session(client, cast, history):
    client.force_login(cast.berta)
    hers = [row for row in read(client, "commitments") if row["NOMBRES"] == "Tania"]
    of_session, of_visit = sorted(hers, key=itemgetter("ORIGEN"))
    assert (of_visit["ORIGEN"], of_visit["ID_VISITA"], of_session["ID_VISITA"]) == ("visita", str(history[0].pk), "")
    assert of_session["ORIGEN"] == "GIA" and of_session["ACORDADO_CON"] == "Ana Quispe"
    assert {r["COD_MOD"] for r in (of_visit, of_session)} == {"9900001"}
    assert (of_visit["NUM_DOC"], of_visit["ESTADO"], of_visit["CARGO"]) == ("41000001", "open", "classroom")
    assert of_visit["PARA_CUANDO"] == (cast.today + timedelta(days=20)).isoformat()


def test_a_director_reads_no_commitment_of_a_session_held_while_the_person_worked_elsewhere(client, cast, history):
    client.force_login(cast.diana)
    assert {row["ORIGEN"] for row in read(client, "commitments")} == {"visita", "GIA"}
    Post.objects.filter(teacher=cast.tania).update(starts_on=cast.today - timedelta(days=1))
    assert {row["ORIGEN"] for row in read(client, "commitments")} == {"visita"}
    assert not read(client, "attendances")


@pytest.mark.parametrize("name", ["ana", "olga", "berta", "carla", "diana"])
def test_each_list_has_as_many_rows_as_the_page_says_and_the_reader_may_see(client, cast, history, name):
    user = getattr(cast, name)
    client.force_login(user)
    counted = counts(client)
    for code in ("commitments", "contacts", "attendances", "visits", "documents"):
        assert len(read(client, code)) == counted[code]
    assert counted["commitments"] == Commitment.objects.visible_to(user).agreed().count()
    assert counted["contacts"] == Contact.objects.visible_to(user).told().count()
    assert counted["attendances"] == Attendance.objects.visible_to(user).count()


@pytest.mark.parametrize(
    "asked", [{"kind": "promoter"}, {"since": "2020-01-01"}, {"until": "2020-01-01"}, {"network": "ninguna"}]
)
def test_every_list_is_narrowed_alike(client, cast, history, asked):
    client.force_login(cast.berta)
    seen = Visit.objects.visible_to(cast.berta)
    narrowed = {
        "kind": seen.filter(teacher__kind="promoter"),
        "since": seen,
        "until": seen.none(),
        "network": seen.none(),
    }[next(iter(asked))]
    if "network" in asked:  # the page offers those there are; a link may still ask for one of before
        assert client.get(PAGE, asked).context["form"].errors
    else:
        assert counts(client, **asked)["visits"] == narrowed.count()
    of_visits = {row["ID_VISITA"] for row in read(client, "commitments", **asked)} - {""}
    assert of_visits == {str(key) for key in narrowed.values_list("pk", flat=True)}


def test_coverage_counts_a_service_up_to_the_day_asked_for(client, cast, history):
    client.force_login(cast.berta)
    [jardin] = [row for row in read(client, "coverage") if row["COD_MOD"] == "9900001"]
    figures = ("PERSONAS", "VISITADAS", "VISITAS_CORRESPONDEN", "VISITAS_CERRADAS", "SIN_DIALOGO")
    assert [jardin[name] for name in figures] == ["1", "1", "6", "1", "0"]
    assert jardin["ULTIMA_VISITA"] == history[0].visited_on.isoformat()
    before = (history[0].visited_on - timedelta(days=1)).isoformat()
    [jardin] = [row for row in read(client, "coverage", until=before) if row["COD_MOD"] == "9900001"]
    assert [jardin[name] for name in figures] == ["1", "0", "6", "0", "0"] and jardin["ULTIMA_VISITA"] == ""


def test_the_workbook_has_the_sheets_of_offices_and_its_parts_fit_each_other(client, cast, history):
    client.force_login(cast.berta)
    answer = client.get(url_of("workbook"), {"format": "csv"})  # which it is not to be had as
    book = load_workbook(io.BytesIO(b"".join(answer)))
    assert book.sheetnames == ["Consolidado", "Detalle", "Compromisos", "GIA", "Leyenda"]
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    visits = {row[rows["Consolidado"][0].index("ID_VISITA")] for row in rows["Consolidado"][1:]}
    for name in ("Detalle", "Compromisos"):
        at = rows[name][0].index("ID_VISITA")
        assert {row[at] for row in rows[name][1:]} - {None, ""} == visits
    said = dict(row[:2] for row in rows["Leyenda"])
    written = sum(len(rows[name]) - 1 for name in ("Consolidado", "Compromisos", "GIA"))
    assert said["Registros en este archivo"] == str(written + len(history))  # a visit is one entry of Detalle
    assert said["Registros en la hoja Compromisos"] == "4"


def test_a_csv_for_programs_is_as_it_is_stored(client, cast, history):
    Commitment.objects.update(action='=1+1, "dos"\nlíneas', responsible="family")
    client.force_login(cast.ana)
    answer = b"".join(client.get(url_of("commitments"), {"format": "data"}))
    assert not answer.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.decode(), newline="")))
    assert {row["COMPROMISO"] for row in rows} == {'=1+1, "dos"\nlíneas'}
    assert {row["RESPONSABLE"] for row in rows} == {"family"} and "NUM_DOC" not in rows[0]


DESCRIBED = ["attendances", "commitments", "contacts", "coverage", "documents", "visit_levels", "visits", "workbook"]


@pytest.mark.parametrize("code", DESCRIBED)
def test_the_code_book_has_every_column_in_its_order(client, cast, history, code):
    client.force_login(cast.berta)
    package = json.loads(client.get(reverse("reports:data_package", args=[code])).content)
    page = client.get(reverse("reports:download_fields", args=[code])).content.decode()
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        assert all(field["title"] in page for field in fields)
    if code != "workbook":
        [resource] = package["resources"]
        answer = b"".join(client.get(url_of(code), {"format": "data"})).decode()
        assert next(csv.reader(io.StringIO(answer))) == [f["name"] for f in resource["schema"]["fields"]]


def test_what_is_no_list_or_has_no_code_book_is_not_found(client, cast):
    client.force_login(cast.berta)
    assert client.get(url_of("registry_faults")).status_code == 404
    assert client.get(reverse("reports:download_fields", args=["people"])).status_code == 404


def test_a_wrong_day_is_said_and_nothing_is_offered(client, cast, history):
    client.force_login(cast.berta)
    answer = client.get(PAGE, {"since": "2026-05-02", "until": "2026-05-01"})
    assert answer.context["groups"] == [] and "anterior" in answer.content.decode()


def test_it_is_logged_where_it_is_from(client, cast, history):
    client.force_login(cast.diana)
    read(client, "commitments")
    entry = AccessLogEntry.objects.get(by=cast.diana, what=AccessLogEntry.What.EXPORT)
    assert entry.institution == cast.jardin and "compromisos" in entry.about


def test_the_page_asks_for_each_list_once(client, cast, history, django_assert_max_num_queries):
    client.force_login(cast.berta)
    with django_assert_max_num_queries(22):
        client.get(PAGE)

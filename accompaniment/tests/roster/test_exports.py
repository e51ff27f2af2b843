"""Lists taken away as files: their filters, who may, no formula in them, and a file of people that changes nothing."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accompaniment.lib.tables.escaping import safe, without_escape
from accompaniment.models import AccessLogEntry, Assignment, Companion, Institution, Network, Post, Role, Teacher
from accompaniment.roster.services import preview_upload
from accompaniment.roster.tables import people_table

PEOPLE, COMPANIONS, INSTITUTIONS = map(reverse, ("people_export", "companions_export", "institutions_export"))
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        },
    }


def content_of(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def table(client, url, **query):
    """The rows of the list as CSV, by header."""
    text = content_of(client.get(url, {**query, "format": "csv"})).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def sheet(client, url, **query):
    book = load_workbook(io.BytesIO(content_of(client.get(url, {**query, "format": "xlsx"}))))
    header, *rows = book.active.iter_rows()
    return [dict(zip([cell.value for cell in header], row, strict=True)) for row in rows]


def shown(cell):
    """A cell as a spreadsheet shows it."""
    return f"{cell.value:%d/%m/%Y}" if cell.is_date else str(cell.value or "")


def test_people_with_posts_and_companions(client, cast):
    client.force_login(cast.berta)
    tania, petra = table(client, PEOPLE)
    assert tania["Número de documento"] == "41000001"
    assert (tania["Cargo"], tania["Código modular"], tania["Anexo"]) == ("docente de aula", "9900001", "0")
    assert (tania["Edades"], tania["Ciclo"], tania["Hasta"]) == ("4, 5", "II", "")
    assert (tania["Documento de la acompañante"], tania["Acompañante"]) == (cast.ana.username, "Ana Quispe")
    assert (petra["Cargo"], petra["Institución"]) == ("promotora educativa comunitaria", "PRONOEI Semillitas")


def test_the_workbook_says_the_same_as_text(client, cast):
    cast.jardin.modular_code = "0000001"
    cast.jardin.save()
    client.force_login(cast.berta)
    found = sheet(client, PEOPLE)
    assert [{name: shown(cell) for name, cell in row.items()} for row in found] == table(client, PEOPLE)
    code, day, count = (found[0][name] for name in ("Código modular", "Desde", "Visitas programadas"))
    assert (code.value, code.data_type, code.number_format) == ("0000001", "s", "@")
    assert (day.data_type, day.number_format, count.data_type) == ("d", "dd/mm/yyyy", "n")


def test_the_mark_and_the_separator_that_excel_expects(client, cast):
    client.force_login(cast.berta)
    response = client.get(PEOPLE, {"format": "csv"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="personas-{cast.today.isoformat()}.csv"' in response.headers["Content-Disposition"]
    assert content_of(response).startswith("\ufeffTipo de documento;Número de documento;".encode())


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"q": "munoz"}, ["Muñoz"]),
        ({"kind": "classroom"}, ["Flores"]),
        ({"alone": "on"}, []),
        ({"page": "9"}, ["Flores", "Muñoz"]),
    ],
)
def test_filters_of_the_list_count(client, cast, query, seen):
    client.force_login(cast.berta)
    assert [row["Apellidos"] for row in table(client, PEOPLE, **query)] == seen


def test_another_ugel_has_its_own_file(client, cast):
    client.force_login(cast.carla)
    assert table(client, PEOPLE) == table(client, COMPANIONS) == []
    assert [row["Nombre"] for row in table(client, INSTITUTIONS)] == ["Jardín de la otra UGEL"]


def test_a_post_in_another_ugel_stays_out(client, cast):
    Post.objects.create(teacher=cast.tania, institution=cast.other_jardin, cycle="II", starts_on=cast.today)
    client.force_login(cast.berta)
    assert "9900003" not in {row["Código modular"] for row in table(client, PEOPLE)}


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_is_a_formula(client, cast, text):
    Teacher.objects.filter(pk=cast.tania.pk).update(mother_tongue=text, first_names=text)
    Institution.objects.filter(pk=cast.jardin.pk).update(address=text)
    cast.ana.first_name = text
    cast.ana.save()
    client.force_login(cast.berta)
    for url, column in (
        (PEOPLE, "Lengua materna"),
        (PEOPLE, "Nombres"),
        (COMPANIONS, "Nombres"),
        (INSTITUTIONS, "Dirección"),
    ):
        texts = {row[column] for row in table(client, url)}
        assert "'" + text in texts
        cells = [row[column] for row in sheet(client, url)]
        assert "f" not in {cell.data_type for cell in cells}
        assert not any(str(cell.value or "").startswith(("=", "+", "-", "@")) for cell in cells)
    assert without_escape(safe(text)) == text


def test_control_characters_break_no_workbook(client, cast):
    Teacher.objects.filter(pk=cast.tania.pk).update(mother_tongue="que\x08chua")
    client.force_login(cast.berta)
    assert sheet(client, PEOPLE)[0]["Lengua materna"].value == "quechua"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_of_people_comes_back_and_changes_nothing(client, cast, form):
    yesterday = cast.today - timedelta(days=1)
    Teacher.objects.filter(pk=cast.tania.pk).update(
        mother_tongue="=quechua", phone="987654321", email="Tania@example.pe", contract="tenured"
    )
    Post.objects.filter(teacher=cast.petra).update(ages=[5, 3], ends_on=cast.today + timedelta(days=9), section="'x")
    cast.ana.username = "00654321"
    cast.ana.save()
    olga = Companion.objects.get(user=cast.olga)
    for post, starts_on in ((cast.assignment.post, cast.today), (cast.promoter_assignment.post, yesterday)):
        Assignment.objects.create(
            companion=olga, post=post, campaign=cast.campaign, modality="internal", visits_owed=2, starts_on=starts_on
        )
    foreigner = Teacher.objects.create(
        document_type="ce", document_number="000123456", first_names="Zoé", last_names="Zárate", kind="assistant"
    )
    Post.objects.create(teacher=foreigner, institution=cast.jardin, cycle="I", starts_on=yesterday)
    left = Teacher.objects.create(
        document_number="00123456", first_names="Yeni", last_names="Yupanqui", kind="classroom"
    )
    Post.objects.create(teacher=left, institution=cast.jardin, cycle="I", starts_on=yesterday, ends_on=yesterday)
    client.force_login(cast.berta)
    before = [list(model.objects.order_by("pk").values()) for model in (Teacher, Post, Assignment)]
    content = content_of(client.get(PEOPLE, {"format": form}))
    record = preview_upload(user=cast.berta, upload=SimpleUploadedFile(f"personas.{form}", content))
    assert [result["faults"] for result in record.summary["rows"]] == [[]] * 5  # who left is not among them
    assert record.summary["unread"] == []
    assert {result["outcome"] for result in record.summary["rows"]} == {"same"}
    assert [list(model.objects.order_by("pk").values()) for model in (Teacher, Post, Assignment)] == before


def test_companions_with_their_loads(client, cast):
    client.force_login(cast.berta)
    ana, *_others = table(client, COMPANIONS, q="quispe")
    assert (ana["Documento"], ana["Tipo"]) == (cast.ana.username, "acompañante pedagógica")
    assert [ana[name] for name in ("Personas que acompaña", "Urbanas", "Rurales", "En PRONOEI")] == ["2", "1", "1", "1"]
    assert sheet(client, COMPANIONS)[0]["Rurales"].value == 1
    Companion.objects.filter(user=cast.ana).update(ends_on=cast.today - timedelta(days=1))
    assert len(table(client, COMPANIONS)) == 2
    assert [row["Nombres"] for row in table(client, COMPANIONS, state="ended")] == ["Ana"]


def test_institutions_with_their_network(client, cast):
    cast.jardin.network = Network.objects.create(ugel=cast.ugel, name="Red 1")
    cast.jardin.save()
    client.force_login(cast.berta)
    (jardin,) = table(client, INSTITUTIONS, kind="jardin")
    assert (jardin["Código modular"], jardin["Red"], jardin["Tipo"], jardin["Área"]) == (
        "9900001", "Red 1", "jardín", "urbana",
    )  # fmt: skip
    client.force_login(cast.alma)
    assert len(table(client, INSTITUTIONS)) == 3


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_few_questions_whatever_the_length(client, cast, django_assert_max_num_queries, form):
    for n in range(40):
        teacher = Teacher.objects.create(
            document_number=f"4200{n:04}", first_names="Luz", last_names=f"Zapata {n:02}", kind="classroom"
        )
        Post.objects.create(teacher=teacher, institution=cast.jardin, cycle="II", starts_on=cast.today)
    client.force_login(cast.berta)
    for url in (PEOPLE, COMPANIONS, INSTITUTIONS):
        with django_assert_max_num_queries(12):
            content_of(client.get(url, {"format": form}))


def test_rows_come_one_by_one(cast):
    """The first row leaves before the second is asked for."""
    rows = iter(people_table(Teacher.objects.all()).rows)
    assert next(rows)[1] == "41000001"
    assert next(rows)[1] == "41000002"


@pytest.mark.parametrize("url", [PEOPLE, COMPANIONS])
@pytest.mark.parametrize("who", ["ana", "diana", "dora", "rita", "nora", "alma"])
def test_people_and_companions_are_the_specialists(client, cast, url, who):
    client.force_login(getattr(cast, who))
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("who", ["ana", "diana", "dora", "rita", "nora"])
def test_institutions_are_of_specialists_and_administrators(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get(INSTITUTIONS).status_code == 403


@pytest.mark.parametrize("url", [PEOPLE, COMPANIONS, INSTITUTIONS])
def test_expired_signed_out_and_wrong_method(client, cast, url):
    client.force_login(cast.berta)
    assert client.post(url).status_code == 405
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    assert client.get(url).status_code == 403
    client.logout()
    assert client.get(url).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("page", "export"), [("teachers", PEOPLE), ("companions", COMPANIONS), ("institutions", INSTITUTIONS)]
)
def test_the_lists_offer_their_file_with_their_filters(client, cast, page, export):
    client.force_login(cast.berta)
    shown = client.get(reverse(page), {"q": "a", "page": "1"}).text
    assert f'href="{export}?q=a&amp;format=xlsx"' in shown
    client.force_login(cast.ana)
    assert PEOPLE not in client.get(reverse("teachers")).text


def test_taking_people_out_is_logged(client, cast):
    client.force_login(cast.berta)
    for url in (PEOPLE, COMPANIONS):
        client.get(url, {"format": "csv"})
    logged = AccessLogEntry.objects.filter(by=cast.berta, what=AccessLogEntry.What.EXPORT, ugel=cast.ugel)
    assert sorted(logged.values_list("about", flat=True)) == ["lista de acompañantes", "lista de personas"]

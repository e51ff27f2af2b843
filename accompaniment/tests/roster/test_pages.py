"""The pages of the roster import: template, upload, preview, confirm, undo; and who may."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accompaniment.models import Post, Role, RosterImport, Teacher
from accompaniment.roster import forms as forms
from accompaniment.roster.columns import COLUMNS
from accompaniment.tests.browser import assert_accessible

from .files import as_csv, as_xlsx, row, upload

UPLOAD = reverse("roster")
TEMPLATE = reverse("roster_template")


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private"},
        },
    }
    return tmp_path / "private"


def send(client, content, name="personas.csv"):
    return client.post(UPLOAD, {"file": upload(content if isinstance(content, bytes) else as_csv(content), name)})


def sent(client, content, **options):
    response = send(client, content, **options)
    assert response.status_code == 302, response.context["form"].errors
    return RosterImport.objects.latest("created_at")


def routes(record):
    return [reverse(name, args=[record.pk]) for name in ("roster_preview", "roster_confirm", "roster_undo")]


def stored_files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_previews_confirms_and_undoes(client, cast, private_folder, django_capture_on_commit_callbacks):
    client.force_login(cast.berta)
    rows = [row(cast, companion=cast.olga.username), row(cast, document_number="4", last_names="<b>Equis</b>")]
    page, confirm, undo = routes(sent(client, rows))
    shown = client.get(page).text
    assert "todavía no se guardó nada" in shown
    today = cast.today.strftime("%d/%m/%Y")
    assert f"Persona nueva · Plaza nueva desde el {today} · Asignación nueva desde el {today}" in shown
    assert "<strong>Número de documento</strong> «4»: El DNI tiene 8 dígitos" in shown
    assert "<b>Equis" not in shown
    assert "Guardar la fila aceptada" in shown
    assert len(stored_files(private_folder)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert "Listo: quedó guardado." in client.post(confirm, follow=True).text
    assert stored_files(private_folder) == []
    assert Teacher.objects.filter(document_number="43000001").exists()
    assert "se quitan" in client.get(undo).text
    assert "todo está como antes" in client.post(undo, follow=True).text
    assert not Teacher.objects.filter(document_number="43000001").exists()
    assert client.post(undo, follow=True).redirect_chain[-1][0] == page


def test_undo_says_why_not(client, cast):
    client.force_login(cast.berta)
    page, confirm, undo = routes(sent(client, [row(cast)]))
    client.post(confirm)
    post = Post.objects.get(teacher__document_number="43000001")
    Post.objects.create(teacher=post.teacher, institution=cast.jardin, cycle="II", starts_on=cast.today)
    for response in (client.get(undo), client.post(undo)):
        assert "Ccori Huanca, Lucía: ya tiene visitas, documentos u otros registros." in response.text
    assert Teacher.objects.filter(document_number="43000001").exists()


def test_rows_by_outcome_and_pages_of_25(client, cast, django_assert_max_num_queries):
    client.force_login(cast.berta)
    rows = [row(cast, document_number=f"4300{n:04}") for n in range(30)]
    page = routes(sent(client, [*rows, row(cast, document_number="1")]))[0]
    with django_assert_max_num_queries(12):
        assert len(client.get(page).context["lines"]) == 25
    assert len(client.get(page, {"outcome": "new", "page": 2}).context["lines"]) == 5
    assert len(client.get(page, {"outcome": "refused"}).context["lines"]) == 1
    assert len(client.get(page, {"outcome": "inventado"}).context["lines"]) == 25
    assert "Ninguna fila." in client.get(page, {"outcome": "same"}).text


def test_shows_what_changes_in_words(client, cast):
    client.force_login(cast.berta)
    post = cast.tania.posts.get()
    day = cast.today + timedelta(days=4)
    changed = row(
        cast, document_number="41000001", last_names="Flores", first_names="Tania", contract="contratada",
        phone="", mother_tongue="", section="", ages="5", starts_on=post.starts_on.isoformat(), ends_on=day.isoformat(),
    )  # fmt: skip
    shown = client.get(routes(sent(client, [changed]))[0]).text
    assert "Condición: sin dato → contratada" in shown
    assert "Edades: 4, 5 → 5" in shown
    assert f"Hasta: sin dato → {day:%d/%m/%Y}" in shown


def test_confirming_what_is_no_longer_so(client, cast):
    client.force_login(cast.berta)
    record = sent(client, [row(cast)])
    cast.jardin.state = "closed"
    cast.jardin.save()
    assert "Algo cambió desde que viste esta lista" in client.post(routes(record)[1], follow=True).text
    assert "está cerrada" in client.get(routes(record)[0]).text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("personas.xls", b"x", "Los archivos .xls no se leen"),
        ("personas.xlsm", b"x", "Los archivos .xlsm no se leen"),
        ("personas.ods", b"x", "Los archivos .ods no se leen"),
        ("personas.pdf", b"%PDF", "Sube un libro de Excel"),
        ("personas.csv", b"", "El archivo está vacío."),
        ("personas.csv", b"A,B\n1,2\n", "faltan columnas"),
        ("personas.xlsx", b"PK\x03\x04", "dañado"),
    ],
)
def test_a_wrong_file_is_an_error_beside_the_field_and_stores_nothing(
    client, cast, private_folder, name, content, said
):
    client.force_login(cast.berta)
    response = send(client, content, name)
    assert response.status_code == 200
    assert said in str(response.context["form"].errors["file"])
    assert said in response.text
    assert not RosterImport.objects.exists()
    assert stored_files(private_folder) == []


def test_no_file_and_a_file_over_the_limit(client, cast, monkeypatch):
    client.force_login(cast.berta)
    assert "Elige el archivo." in client.post(UPLOAD, {}).text
    monkeypatch.setattr("accompaniment.lib.tables.fields.UPLOAD_LIMIT", 10)
    assert "aquí caben 10 MB" in send(client, [row(cast)]).text
    assert not RosterImport.objects.exists()


def test_the_template_has_columns_lists_and_explanations(client, cast):
    client.force_login(cast.berta)
    response = client.get(TEMPLATE)
    assert "plantilla-personas.xlsx" in response.headers["Content-Disposition"]
    content = b"".join(response.streaming_content)
    book = load_workbook(io.BytesIO(content))
    people, explained = book.worksheets
    assert [cell.value for cell in people[1]] == [column.heading for column in COLUMNS]
    lists = {str(one.sqref).split("2:")[0]: one.formula1 for one in people.data_validations.dataValidation}
    assert lists["A"] == '"DNI,CE"'
    assert lists["E"] == '"docente de aula,promotora educativa comunitaria,auxiliar de educación"'
    assert [line[0] for line in explained.iter_rows(min_row=2, max_row=21, values_only=True)] == [
        column.heading for column in COLUMNS
    ]
    assert "ninguna persona" in send(client, content, "plantilla.xlsx").text


def test_the_templates_own_examples_can_be_imported(client, cast):
    """What the explanation gives as an example is a row that nothing refuses, once place and companion exist."""
    cast.jardin.modular_code = "0403691"
    cast.jardin.save()
    cast.ana.username = "07654321"
    cast.ana.save()
    client.force_login(cast.berta)
    example = {column.key: column.example for column in COLUMNS}
    record = sent(client, as_xlsx([{**example, "starts_on": cast.today.strftime("%d/%m/%Y")}]), name="e.xlsx")
    assert record.summary["rows"][0]["faults"] == []


def test_past_imports_are_their_authors(client, cast):
    client.force_login(cast.berta)
    record = sent(client, [row(cast)], name="de-berta.csv")
    assert "de-berta.csv" in client.get(UPLOAD).text
    Role.objects.create(user=cast.dora, kind=Role.Kind.SPECIALIST, ugel=cast.ugel)
    for other in (cast.carla, cast.dora):
        client.force_login(other)
        assert "de-berta.csv" not in client.get(UPLOAD).text
        assert [client.get(routes(record)[0]).status_code, client.get(routes(record)[2]).status_code] == [404, 404]
        assert client.post(routes(record)[1]).status_code == 404
        assert client.post(routes(record)[2]).status_code == 404
    assert RosterImport.objects.get().is_pending


def test_only_a_specialist_has_these_pages(client, cast):
    client.force_login(cast.berta)
    record = sent(client, [row(cast)])
    page, confirm, undo = routes(record)
    others = (cast.ana, cast.diana, cast.dora, cast.rita, cast.nora, cast.alma, cast.tania.user)
    for user in others:
        client.force_login(user)
        for url in (UPLOAD, TEMPLATE, page, undo):
            assert client.get(url).status_code == 403
        for url in (confirm, undo):
            assert client.post(url).status_code == 403
        assert send(client, [row(cast)]).status_code == 403
    assert RosterImport.objects.count() == 1


def test_a_role_that_ended_yesterday(client, cast):
    client.force_login(cast.berta)
    record = sent(client, [row(cast)])
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    assert client.get(UPLOAD).status_code == 403
    assert client.post(routes(record)[1]).status_code == 403
    assert not Teacher.objects.filter(document_number="43000001").exists()


def test_signed_out_goes_to_sign_in(client, cast):
    client.force_login(cast.berta)
    record = sent(client, [row(cast)])
    client.logout()
    for url in (UPLOAD, TEMPLATE, *routes(record)):
        assert client.post(url).url.startswith(reverse("account_login"))


def test_confirm_takes_only_post(client, cast):
    client.force_login(cast.berta)
    assert client.get(routes(sent(client, [row(cast)]))[1]).status_code == 405


@pytest.mark.browser
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_in_a_browser(request, transactional_db, cast, sign_in, tmp_path, device):
    page = request.getfixturevalue(device)
    sign_in(page, cast.berta)
    path = tmp_path / "personas.xlsx"
    unknown = row(cast, document_number="43000002", first_names="Rosa", kind="PROFESORA DE EDUCACIÓN INICIAL")
    path.write_bytes(as_xlsx([row(cast), row(cast, document_number="430"), unknown]))
    page.goto(UPLOAD)
    assert_accessible(page)
    page.set_input_files("input[type=file]", path)
    page.click("text=Ver qué cambiaría")
    assert_accessible(page)
    page.select_option("select", "docente de aula")
    page.click("text=Leer otra vez")
    page.click("text=Guardar las 2 filas aceptadas")
    page.click("text=Deshacer esta importación")
    assert_accessible(page)
    page.click("main button:has-text('Deshacer')")
    assert "todo está como antes" in page.inner_text("main")

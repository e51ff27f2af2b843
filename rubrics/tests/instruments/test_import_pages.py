"""The pages that bring an instrument from a file: its preview, what becomes of it, and what a worker does of it."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accompaniment.jobs import runs
from rubrics.instruments.contents import described, exported
from rubrics.instruments.files.reading import MOST_BYTES
from rubrics.instruments.services.uploads import run_import
from rubrics.models import InstrumentImport, InstrumentVersion

from .files import GUIDE, as_json, book, content_of, spoiled, upload
from .making import published

IMPORT = reverse("rubrics:import")


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}},
    }
    return tmp_path / "private"


def send(client, file):
    return client.post(IMPORT, {"file": file}, follow=True)


def confirm(client, page):
    """Confirm what a page previews."""
    return client.post(reverse("rubrics:import_confirm", args=[page.context["record"].pk]), follow=True)


def test_it_is_shown_before_it_is_made(cast, client):
    client.force_login(cast.berta)
    page = send(client, as_json(GUIDE))
    assert "Será un instrumento nuevo, como borrador." in page.text
    assert "Trae 12 criterios" in page.text
    assert GUIDE["criteria"][3]["levels"][2]["descriptor"] in page.text
    assert not InstrumentVersion.objects.filter(status="draft").exists()
    page = confirm(client, page)
    version = InstrumentVersion.objects.get(status="draft")
    assert (version.instrument.ugel, version.instrument.code) == (cast.ugel, "guia-de-observacion-de-la-promotora")
    assert described(version)["criteria"] == GUIDE["criteria"]


def test_a_file_of_her_own_instrument_is_its_next_version(cast, client):
    version = published(cast)
    data = exported(version)
    data["criteria"][0]["title"] = "Ordenan y cuentan"
    client.force_login(cast.berta)
    page = send(client, as_json(data))
    assert "Será el borrador de la versión que sigue a la 1" in page.text
    again = send(client, as_json(data))
    confirm(client, page)
    following = version.instrument.versions.get(number=2)
    assert following.criteria.get().title == "Ordenan y cuentan"
    assert "Ya hay un borrador de este instrumento" in confirm(client, again).text


def test_a_file_of_another_ugel_becomes_one_of_hers(cast, client):
    data = exported(published(cast, ugel=cast.other_ugel))
    client.force_login(cast.berta)
    page = send(client, as_json(data))
    confirm(client, page)
    assert InstrumentVersion.objects.get(status="draft").instrument.ugel == cast.ugel


def test_pressed_twice_it_makes_one_draft(cast, client):
    client.force_login(cast.berta)
    page = send(client, as_json(GUIDE))
    confirm(client, page)
    assert "Ya se creó su borrador." in confirm(client, page).text
    assert InstrumentVersion.objects.filter(status="draft").count() == 1


def test_what_takes_long_to_read_is_read_by_a_worker(cast, client, monkeypatch, private_folder):
    """Leaving its page and coming back finds it; nothing of the file stays."""
    sent = []
    monkeypatch.setattr(runs, "send", lambda job: sent.append(job.pk))
    client.force_login(cast.berta)
    with monkeypatch.context() as hurried:
        hurried.setattr("accompaniment.lib.tables.limits.AT_ONCE", 0.0001)
        content = content_of(cast.version, "xlsx")
        assert "Leyendo el archivo" in send(client, upload(content, "x.xlsx")).text
    record = InstrumentImport.objects.get()
    assert sent == [record.pk]
    assert client.get(reverse("rubrics:import_progress", args=[record.pk])).json()["text"] == "en cola"
    assert record.get_absolute_url() in client.get(IMPORT).text
    run_import(record.pk)
    assert "Será un instrumento nuevo" in client.get(record.get_absolute_url()).text
    assert [path for path in private_folder.rglob("*") if path.is_file()] == []


def test_what_only_a_worker_finds_out_is_told_on_the_page(cast, client, monkeypatch):
    monkeypatch.setattr(runs, "send", lambda job: None)
    client.force_login(cast.berta)
    with monkeypatch.context() as hurried:
        hurried.setattr("accompaniment.lib.tables.limits.AT_ONCE", 0.0001)
        send(client, upload(book(Hoja=[["a"]]), "x.xlsx"))
    record = InstrumentImport.objects.get()
    run_import(record.pk)
    page = client.get(record.get_absolute_url()).text
    assert "Al libro le faltan hojas" in page and "Subir otro archivo" in page


def test_an_upload_is_its_authors(cast, client):
    client.force_login(cast.berta)
    page = send(client, as_json(GUIDE))
    client.force_login(cast.carla)
    assert confirm(client, page).status_code == 404
    assert page.context["record"].get_absolute_url() not in client.get(IMPORT).text


def test_an_administrator_says_whose_it_is(cast, client):
    client.force_login(cast.alma)
    page = send(client, as_json(GUIDE))
    confirm(client, page)
    assert InstrumentVersion.objects.get(status="draft").instrument.ugel is None


def test_what_is_wrong_is_shown_and_nothing_is_made(cast, client):
    client.force_login(cast.berta)
    page = send(client, as_json(spoiled(at={(1, "title"): "<script>alert(1)</script>"})))
    assert "Criterio 1: «title» trae etiquetas de HTML: escribe solo el texto." in page.text
    assert "<script>alert(1)" not in page.text
    assert "Crear el borrador" not in page.text
    confirm(client, page)
    assert not InstrumentVersion.objects.filter(status="draft").exists()


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", b"0" * (40 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.json", b"", "El archivo está vacío."),
        ("x.json", b"{", "No es un archivo JSON válido: revisa la línea 1"),
        ("x.json", b"[" * 100_000, "No es un archivo JSON válido"),
        ("x.json", '{"title": "ñ"}'.encode("latin-1"), "El archivo no es texto en UTF-8"),
        ("x.json", b"%PDF-1.7 \xff\xfe", "El archivo no es texto en UTF-8"),
        ("x.json", b"0" * (MOST_BYTES + 1), "El archivo pesa demasiado para un instrumento"),
        ("x.xlsx", b"\x00" * 10 * 1024 * 1024, "El archivo pesa demasiado para un instrumento"),
        ("x.xlsx", bomb(), "El libro de Excel es demasiado grande al abrirlo"),
        ("x.xlsx", b"PK\x03\x04nada", "El libro de Excel está dañado"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0viejo", "Excel antiguo"),
        ("x.xlsx", b"texto", "El archivo no es un libro de Excel (.xlsx), aunque su nombre lo diga."),
        ("x.xlsx", book(Hoja=[["a"]]), "Al libro le faltan hojas: Instrumento, Criterios, Niveles."),
        (
            "x.xlsx",
            book(Instrumento=[["Dato"]], Criterios=[["N.º"]], Niveles=[["Criterio"]]),
            "Al archivo le faltan columnas",
        ),
        (
            "x.xlsx",
            book(Instrumento=[["Título", "=1+1"]], Criterios=[["N.º"]], Niveles=[["Criterio"]]),
            "Hoja «Instrumento», fila 1: La celda es una fórmula sin resultado",
        ),
        ("x.pdf", b"%PDF", "Sube un archivo .json o un libro de Excel (.xlsx)."),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_is_no_instrument_at_all_is_refused_with_a_sentence(cast, client, name, content, told):
    client.force_login(cast.berta)
    page = send(client, SimpleUploadedFile(name, content))
    assert page.status_code == 200
    assert told in page.text
    assert not InstrumentVersion.objects.filter(status="draft").exists()

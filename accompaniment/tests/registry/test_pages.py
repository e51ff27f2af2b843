"""The page of the registry: upload, preview, confirm."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Institution, RegistryImport, Role
from accompaniment.registry import forms as forms
from accompaniment.registry.work import run_import

from .files import as_csv, as_dbf, row, rows

UPLOAD = reverse("registry")


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


def stored_files(folder: Path):
    return [path for path in folder.rglob("*") if path.is_file()]


def ours(cast, count=2):
    """The UGEL's own two services as the registry would name them, and `count` new ones."""
    held = [
        row(COD_MOD=i.modular_code, CEN_EDU=i.name, NIV_MOD=i.level_code, CODOOII=cast.ugel.code)
        for i in (cast.jardin, cast.pronoei)
    ]
    return [*held, *rows(count, CODOOII=cast.ugel.code)]


def send(client, table, name="padron.csv", **data):
    content = table if isinstance(table, bytes) else as_csv(table).encode()
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content), **data})


def uploaded(client, table, **data):
    """An upload that a worker has read."""
    record = queued(client, table, **data)
    run_import(record.pk)
    record.refresh_from_db()
    return record


def queued(client, table, **data):
    response = send(client, table, **data)
    assert response.status_code == 302, response.context["form"].errors
    return RegistryImport.objects.latest("created_at")


def confirmed(client, record, **data):
    """What the page says once it is confirmed and a worker has done its part."""
    client.post(confirm_of(record), data)
    run_import(record.pk)
    record.refresh_from_db()
    return client.get(page_of(record))


def page_of(record):
    return reverse("registry_preview", args=[record.pk])


def confirm_of(record):
    return reverse("registry_confirm", args=[record.pk])


def test_a_specialist_previews_and_confirms(client, cast, private_folder, django_assert_max_num_queries):
    client.force_login(cast.berta)
    record = uploaded(client, ours(cast))
    assert Institution.objects.count() == 3
    assert {path.name for path in stored_files(private_folder)} == {"extract.csv", "report.csv"}
    with django_assert_max_num_queries(12):
        page = client.get(page_of(record))
    assert "todavía no se guardó nada" in page.text
    assert "JARDÍN 1" in page.text
    assert "dirección: sin dato → JIRÓN SUCRE S/N" in page.text
    page = confirmed(client, record)
    assert "Padrón importado" in page.text
    assert "Confirmar" not in page.text
    assert Institution.objects.filter(ugel=cast.ugel).count() == 4
    assert (record.goal, record.status, record.file.name) == ("applied", "done", "")
    assert record.applied_at is not None
    assert [path.name for path in stored_files(private_folder)] == ["report.csv"]


def test_confirming_twice_changes_nothing(client, cast):
    client.force_login(cast.berta)
    record = uploaded(client, ours(cast))
    confirmed(client, record)
    before = list(Institution.objects.values())
    applied_at = RegistryImport.objects.get().applied_at
    response = client.post(confirm_of(record), follow=True)
    assert "ya no está por confirmar" in response.text
    run_import(record.pk)
    assert list(Institution.objects.values()) == before
    assert RegistryImport.objects.get().applied_at == applied_at


def test_nothing_of_persons_is_stored(client, cast, private_folder):
    client.force_login(cast.berta)
    uploaded(client, [*ours(cast), row(COD_MOD="x", CODOOII=cast.ugel.code)])
    kept = stored_files(private_folder)
    text = "".join(path.read_text(encoding="utf-8") for path in kept)
    assert "JARDÍN 1" in text
    assert "PERSONA" not in text
    assert "984000000" not in text
    assert "no.se.lee" not in text
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_an_upload_that_waits_is_private(client, cast, private_folder):
    client.force_login(cast.berta)
    queued(client, ours(cast))
    (waiting,) = stored_files(private_folder)
    assert waiting.name == "upload.csv"
    assert waiting.stat().st_mode & 0o077 == 0


def test_dbf_and_zip_and_all_levels(client, cast):
    client.force_login(cast.berta)
    table = [*ours(cast), row(COD_MOD="0600001", NIV_MOD="B0", CODOOII=cast.ugel.code)]
    assert uploaded(client, as_dbf(table), name="Padron_web.dbf").summary["counts"]["left_out"] == 1
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Padron_web.dbf", as_dbf(table))
    record = uploaded(client, packed.getvalue(), name="padron.zip", all_levels="on")
    assert record.summary["counts"]["created"] == 3
    confirmed(client, record)
    assert Institution.objects.filter(kind="other").count() == 1


def test_a_specialist_touches_only_her_ugel(client, cast):
    client.force_login(cast.berta)
    foreign = row(COD_MOD="0700001", CODOOII=cast.other_ugel.code)
    theirs = row(COD_MOD=cast.other_jardin.modular_code, CODOOII=cast.ugel.code)
    record = uploaded(client, [*ours(cast), foreign, theirs])
    page = client.get(page_of(record)).text
    assert "fuera de tu UGEL" in page
    assert "hoy figura en otra UGEL" in page
    confirmed(client, record)
    assert Institution.objects.filter(ugel=cast.other_ugel).count() == 1
    assert not Institution.objects.filter(modular_code="0700001").exists()


def test_an_administrator_may_create_a_ugel(client, cast):
    client.force_login(cast.alma)
    record = uploaded(client, rows(2))
    assert "UGEL nueva: UGEL URUBAMBA" in client.get(page_of(record)).text
    confirmed(client, record)
    assert Institution.objects.filter(ugel__code="080013").count() == 2


def test_refused_lines_show_line_column_and_reason(client, cast):
    client.force_login(cast.berta)
    record = uploaded(client, [*ours(cast), row(COD_MOD="<b>", CODOOII=cast.ugel.code), row(NLAT_IE="99")])
    page = client.get(page_of(record)).text
    assert "<td>6</td><td>COD_MOD</td><td>&lt;b&gt;</td><td>debe tener 7 dígitos</td>" in page
    assert "<b>" not in page


def test_many_closures_need_an_extra_tick(client, cast):
    client.force_login(cast.berta)
    record = uploaded(client, ours(cast, 1)[1:])  # the jardín is missing: one of two
    page = client.get(page_of(record)).text
    assert "se cerrarían 1 de 2 servicios activos" in page
    refused = client.post(confirm_of(record))
    assert refused.status_code == 200
    assert "Marca esta casilla" in refused.text
    cast.jardin.refresh_from_db()
    assert cast.jardin.state == "open"
    assert RegistryImport.objects.get().is_pending
    confirmed(client, record, allow_closures="on")
    cast.jardin.refresh_from_db()
    assert cast.jardin.state == "closed"


def test_closures_that_appear_after_the_preview_are_stopped_too(client, cast, private_folder):
    client.force_login(cast.berta)
    record = uploaded(client, ours(cast, 1))
    for n in range(1, 4):
        Institution.objects.create(
            modular_code=f"970000{n}", name="NUEVO", kind="jardin", level_code="A2", ugel=cast.ugel
        )
    page = confirmed(client, record)
    assert "¿Está completo?" in page.text
    assert "se cerrarían 3 de 5 servicios activos" in page.text
    assert record.is_pending
    assert not Institution.objects.filter(state="closed").exists()
    assert "Padrón importado" in confirmed(client, record, allow_closures="on").text
    assert Institution.objects.filter(state="closed").count() == 3


def test_an_upload_whose_file_is_gone(client, cast, private_folder):
    client.force_login(cast.berta)
    record = uploaded(client, ours(cast))
    for path in stored_files(private_folder):
        path.unlink()
    assert "Súbelo otra vez" in confirmed(client, record).text
    assert record.is_pending


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("padron.csv", b"", "El archivo está vacío."),
        ("padron.csv", b"A,B\n1,2\n", "Al archivo le faltan columnas del padrón: COD_MOD, ANEXO"),
        ("padron.pdf", b"%PDF", "El padrón debe ser un archivo CSV, DBF, Excel (.xlsx) o ZIP."),
        ("padron.xlsx", b"PK\x03\x04", "dañado"),
        ("padron.dbf", b"COD_MOD,ANEXO\n", "dice DBF"),
        ("padron.zip", b"PK\x03\x04rest", "dañado"),
    ],
)
def test_a_wrong_file_is_an_error_beside_the_field_and_stores_nothing(
    client, cast, private_folder, name, content, said
):
    client.force_login(cast.berta)
    response = send(client, content, name=name, all_levels="on")
    assert response.status_code == 200
    assert said in str(response.context["form"].errors["file"])
    assert said in response.text
    assert "checked" in response.text
    assert not RegistryImport.objects.exists()
    assert stored_files(private_folder) == []


def test_no_file_chosen(client, cast):
    client.force_login(cast.berta)
    assert "Elige el archivo del padrón." in client.post(UPLOAD, {}).text


def test_a_file_over_the_limit(client, cast, monkeypatch):
    monkeypatch.setattr(forms, "UPLOAD_LIMIT", 100)
    client.force_login(cast.berta)
    assert "aquí caben 400 MB" in send(client, ours(cast)).text
    assert not RegistryImport.objects.exists()


def test_past_imports_are_listed_for_their_own_author(client, cast):
    client.force_login(cast.berta)
    uploaded(client, ours(cast), name="de-berta.csv")
    assert "de-berta.csv" in client.get(UPLOAD).text
    client.force_login(cast.alma)
    assert "de-berta.csv" not in client.get(UPLOAD).text


def test_an_import_of_another_person_does_not_exist(client, cast):
    client.force_login(cast.berta)
    record = uploaded(client, ours(cast))
    for outsider in (cast.carla, cast.alma):
        client.force_login(outsider)
        assert client.get(page_of(record)).status_code == 404
        assert client.post(confirm_of(record)).status_code == 404
        assert client.post(reverse("registry_cancel", args=[record.pk])).status_code == 404
    assert RegistryImport.objects.get().is_pending


def test_only_who_keeps_a_registry_has_these_pages(client, cast):
    client.force_login(cast.berta)
    record = uploaded(client, ours(cast))
    others = (cast.ana, cast.olga, cast.diana, cast.dora, cast.rita, cast.nora, cast.tania.user, cast.petra.user)
    for user in others:
        client.force_login(user)
        assert client.get(UPLOAD).status_code == 403
        assert send(client, ours(cast)).status_code == 403
        assert client.get(page_of(record)).status_code == 403
        assert client.post(confirm_of(record)).status_code == 403
    assert "lo importan las especialistas" in client.get(UPLOAD).text
    assert RegistryImport.objects.count() == 1


def test_a_role_that_ended_yesterday(client, cast):
    client.force_login(cast.berta)
    record = uploaded(client, ours(cast))
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    assert client.get(UPLOAD).status_code == 403
    assert client.post(confirm_of(record)).status_code == 403
    assert Institution.objects.count() == 3


def test_signed_out_goes_to_login(client, cast):
    client.force_login(cast.berta)
    record = uploaded(client, ours(cast))
    client.logout()
    for response in (client.get(UPLOAD), client.get(page_of(record)), client.post(confirm_of(record))):
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


def test_confirm_takes_only_post(client, cast):
    client.force_login(cast.berta)
    assert client.get(confirm_of(uploaded(client, ours(cast)))).status_code == 405


def test_previews_that_nobody_confirmed_are_forgotten_in_a_week(client, cast, private_folder):
    client.force_login(cast.berta)
    old = uploaded(client, ours(cast))
    RegistryImport.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    new = uploaded(client, ours(cast))
    assert list(RegistryImport.objects.values_list("pk", flat=True)) == [new.pk]
    assert {path.parents[1].name for path in stored_files(private_folder)} == {str(new.pk)}


def test_what_was_read_of_a_file_is_said_before_and_after_it_is_stored(client, cast):
    client.force_login(cast.berta)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Instituciones_apoyo.dbf", as_dbf([{"CODIGO": "1"}]))
        archive.writestr("Padron_web.dbf", as_dbf(ours(cast)))
    record = uploaded(client, packed.getvalue(), name="Padron_web_20260828.zip")
    note = "Del ZIP se leyó «Padron_web.dbf»; no se leyeron: Instituciones_apoyo.dbf."
    assert note in client.get(reverse("registry_preview", args=[record.pk])).text
    client.post(reverse("registry_confirm", args=[record.pk]))
    run_import(record.pk)
    assert note in client.get(reverse("registry_preview", args=[record.pk])).text


def test_a_broken_letter_refuses_its_line_and_changes_no_other(client, cast):
    client.force_login(cast.berta)
    table = ours(cast)
    broken = as_csv([{**table[0], "DIR_CEN": "JIRÓN ?"}, *table[1:]]).encode().replace(b"?", b"\xd1")
    record = uploaded(client, broken)
    assert {name: record.summary["counts"].get(name) for name in ("created", "refused", "closed")} == {
        "created": 2, "refused": 1, "closed": None
    }  # fmt: skip
    page = client.get(reverse("registry_preview", args=[record.pk])).text
    assert "tiene una letra que no se puede leer" in page and "DIR_CEN" in page

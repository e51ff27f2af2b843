"""manage.py import_padron says in plain words what it did, and what it could not do."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accompaniment.jobs import runs
from accompaniment.models import Institution, RegistryImport
from accompaniment.registry import services, turns

from .files import as_csv, as_dbf, row, rows, write, write_zip

pytestmark = pytest.mark.django_db


def padron(*args):
    out = StringIO()
    call_command("import_padron", *map(str, args), stdout=out, no_color=True)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    return write(tmp_path, "padron.csv", as_csv([*rows(4), row(COD_MOD="0600001", NIV_MOD="B0"), row(COD_MOD="06X")]))


def test_it_imports_and_says_what_it_did(file):
    said = padron(file)
    assert "Padrón importado:" in said
    assert "nuevas: 4" in said
    assert "rechazadas: 1" in said
    assert "no incluidas (otros niveles o privadas): 1" in said
    assert "UGEL nueva: UGEL URUBAMBA" in said
    assert "línea 7, COD_MOD «06X»: debe tener 7 dígitos" in said
    assert Institution.objects.count() == 4


def test_dry_run_stores_nothing(file):
    said = padron(file, "--dry-run")
    assert "no se guardó nada" in said
    assert "nuevas: 4" in said
    assert not Institution.objects.exists()


def test_all_levels(file):
    assert "nuevas: 5" in padron(file, "--all-levels")
    assert Institution.objects.filter(kind="other").count() == 1


def test_dbf_and_zip(tmp_path):
    assert "nuevas: 2" in padron(write(tmp_path, "Padron_web.DBF", as_dbf(rows(2))))
    assert "sin cambios: 2" in padron(write_zip(tmp_path, {"Padron_web.dbf": as_dbf(rows(2))}))


def test_many_closures_need_a_word(tmp_path):
    padron(write(tmp_path, "a.csv", as_csv(rows(10))))
    short = write(tmp_path, "b.csv", as_csv(rows(5)))
    assert "UGEL URUBAMBA pasaría a tener cerrados 5 de 10" in padron(short, "--dry-run")
    with pytest.raises(CommandError, match="No se guardó nada.*--allow-closures"):
        padron(short)
    assert not Institution.objects.filter(state="closed").exists()
    assert "cerradas: 5" in padron(short, "--allow-closures")
    assert Institution.objects.filter(state="closed").count() == 5


def test_warnings_and_what_was_closed_before(tmp_path):
    said = padron(write(tmp_path, "a.csv", as_csv([row(NLAT_IE="99"), row(COD_MOD="0000002", ESTADO="2")])))
    assert "Avisos" in said
    assert "línea 2, NLAT_IE «99»" in said
    assert "ya cerradas en el padrón, no se agregan: 1" in said


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", "", "El archivo está vacío."),
        ("a.csv", "A,B\n1,2\n", "Al archivo le faltan columnas del padrón"),
        ("a.pdf", "x", "El padrón debe ser un archivo CSV, DBF, Excel (.xlsx) o ZIP."),
        ("a.csv", "COD_MOD,ANEXO,CEN_EDU,NIV_MOD,CODOOII\n", "ninguna fila"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, name, content, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)):
        padron(write(tmp_path, name, content))


def test_no_such_file(tmp_path):
    with pytest.raises(CommandError, match="No se puede abrir"):
        padron(tmp_path / "no-existe.csv")


def test_which_file_of_a_zip_was_read_is_said(tmp_path):
    path = write_zip(tmp_path, {"Instituciones_apoyo.dbf": "x", "Padron_web.dbf": as_dbf(rows(2))})
    assert "Del ZIP se leyó «Padron_web.dbf»; no se leyeron: Instituciones_apoyo.dbf." in padron(path, "--dry-run")


# --- One at a time -----------------------------------------------------------------------------------------------
def applying(**fields):
    running = {"goal": "applied", "status": "running", "heartbeat_at": timezone.now()}
    return RegistryImport.objects.create(file_name="otro.csv", **{**running, **fields})


def test_while_a_worker_stores_one_the_command_waits_for_its_turn(file):
    applying()
    with pytest.raises(CommandError, match="se está guardando un padrón"):
        padron(file)
    assert not Institution.objects.exists()
    assert "nuevas: 4" in padron(file, "--dry-run")


def test_one_whose_worker_is_gone_keeps_nobody_waiting(file):
    applying(heartbeat_at=timezone.now() - runs.RUNNING_LOST_AFTER - timedelta(seconds=1))
    assert "nuevas: 4" in padron(file)


def test_what_another_stored_while_it_read_is_not_overwritten(file, monkeypatch):
    take_turn = turns.take_turn

    def late(**seen):
        applying(status="done")
        take_turn(**seen)

    monkeypatch.setattr(services, "take_turn", late)
    with pytest.raises(CommandError, match="se guardó otro padrón"):
        padron(file)
    assert not Institution.objects.exists()
    assert not RegistryImport.objects.exists()


def test_a_job_sees_what_the_command_stored(file):
    seen = turns.written_so_far()
    padron(file)
    with pytest.raises(turns.Outdated), transaction.atomic():
        turns.take_turn(seen=seen)
    record = RegistryImport.objects.get()
    assert (record.is_applied, record.file_name, record.uploaded_by) == (True, "padron.csv", None)
    assert record.summary["counts"]["created"] == 4

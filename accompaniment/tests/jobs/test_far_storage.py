"""Uploads go their whole way in a storage that has no paths, as an object store has none."""

from __future__ import annotations

import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from accompaniment.exports.exporting import run_export
from accompaniment.exports.services import forget_old_exports, remove_export, request_export
from accompaniment.jobs.files import workplaces
from accompaniment.lib.stored_files import listed
from accompaniment.models import Institution, NetworkImport, RegistryImport, RosterImport
from accompaniment.registry import services as registry
from accompaniment.registry.work import run_import as run_registry
from accompaniment.roster.exports import PeopleList
from accompaniment.roster.services import confirm_import
from accompaniment.tests.roster.files import preview, row
from accompaniment.tests.test_structure import FLOORS, own_code
from rubrics.models import InstrumentImport

REGISTRY = """COD_MOD;ANEXO;CEN_EDU;NIV_MOD;GESTION;CODOOII;D_DREUGEL;D_REGION;ESTADO
0990101;0;217 NIÑO DE PRAGA;A2;1;990001;UGEL PRUEBA;DRE PRUEBA;1
099010X;0;CÓDIGO ROTO;A2;1;990001;UGEL PRUEBA;DRE PRUEBA;1
"""


@pytest.fixture(autouse=True)
def far_away(settings):
    backend = "django.core.files.storage.InMemoryStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend}}


def nothing_is_left_on_this_machine() -> bool:
    kinds = (RegistryImport, RosterImport, NetworkImport, InstrumentImport)
    return not [path for kind in kinds for path in workplaces(kind).rglob("*") if path.is_file()]


def test_a_registry(cast, client, monkeypatch):
    monkeypatch.setattr("accompaniment.jobs.runs.send", lambda job: None)
    upload = SimpleUploadedFile("padron.csv", REGISTRY.encode())
    record = registry.request_preview(user=cast.berta, upload=upload, all_levels=False)
    run_registry(record.pk)
    record.refresh_from_db()
    assert record.is_pending, record.error
    assert sorted(name.rpartition("/")[2] for name in listed(default_storage)) == ["extract.csv", "report.csv"]
    client.force_login(cast.berta)
    page = client.get(f"/registry/{record.pk}/rows/?kind=refused")
    assert page.status_code == 200 and "099010X" in page.text
    registry.confirm_import(record=record, allow_closures=True)
    run_registry(record.pk)
    record.refresh_from_db()
    assert record.is_applied and Institution.objects.filter(modular_code="0990101").exists()
    assert nothing_is_left_on_this_machine()


def test_people(cast, monkeypatch):
    monkeypatch.setattr("accompaniment.jobs.runs.send", lambda job: None)
    record = preview(cast.berta, [row(cast, document_number="43000001")])
    assert record.is_pending and len([*listed(default_storage)]) == 1, record.error
    confirm_import(record=record)
    record.refresh_from_db()
    assert record.is_applied and [*listed(default_storage)] == []
    assert nothing_is_left_on_this_machine()


def test_a_list_taken_away(cast, client, monkeypatch):
    monkeypatch.setattr("accompaniment.jobs.runs.send", lambda job: None)
    export = request_export(wanted=PeopleList(cast.berta, {}), form="csv")
    run_export(export.pk)
    export.refresh_from_db()
    assert [*listed(default_storage)] == [export.file.name]
    client.force_login(cast.berta)
    answer = client.get(f"/exports/{export.pk}/file/")
    assert len(b"".join(answer.streaming_content)) == export.size
    forget_old_exports()
    remove_export(export=export)
    assert [*listed(default_storage)] == []


@pytest.mark.parametrize("floor", FLOORS)
def test_no_code_asks_a_storage_where_a_file_lies(floor):
    """`default_storage.path(…)`, `row.file.path`: only a disk knows."""
    asked = re.compile(r"storage\.path\b|\.(file|report)\.path\b")
    calls = [str(path) for path in own_code(floor) if asked.search(path.read_text("utf-8"))]
    assert not calls

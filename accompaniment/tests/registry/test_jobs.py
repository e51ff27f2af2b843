"""The import as background work: progress, calling it off, attempts that fail, and what they leave behind."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accompaniment.exports import pages
from accompaniment.exports.exporting import run_export
from accompaniment.jobs import runs, uploads
from accompaniment.jobs.files import folder_of
from accompaniment.models import Export, Institution, RegistryImport, Role
from accompaniment.registry import services, work
from accompaniment.registry.errors import UnreadableFile
from accompaniment.territory.locations.services import record_move
from accompaniment.tests.worker import a_mark_came_out

from .files import as_csv, as_dbf, limit, row, rows, write_zip


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}},
    }
    return tmp_path / "private"


def ours(cast, count=3):
    held = [
        row(COD_MOD=i.modular_code, CEN_EDU=i.name, NIV_MOD=i.level_code, CODOOII=cast.ugel.code)
        for i in (cast.jardin, cast.pronoei)
    ]
    return [*held, *rows(count, CODOOII=cast.ugel.code)]


def asked(cast, content=None, name="padron.csv"):
    content = content if content is not None else as_csv(ours(cast)).encode()
    return services.request_preview(user=cast.berta, upload=SimpleUploadedFile(name, content), all_levels=False)


def run(record):
    work.run_import(record.pk)
    record.refresh_from_db()
    return record


def previewed(cast, **options):
    return run(asked(cast, **options))


def stored(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def page_of(record, name="registry_preview"):
    return reverse(name, args=[record.pk])


# --- Progress ----------------------------------------------------------------------------------------------------
def test_the_message_is_sent_only_after_the_commit(cast, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr(
        "accompaniment.tasks.run_registry_import.apply_async", lambda args, **options: sent.append(args[0])
    )
    with django_capture_on_commit_callbacks(execute=True):
        record = asked(cast)
        assert not sent
    run(record)
    with django_capture_on_commit_callbacks(execute=True):
        services.confirm_import(record=record)
    assert sent == [str(record.pk)] * 2


def test_waiting_it_refreshes_with_and_without_a_script(client, cast):
    client.force_login(cast.berta)
    record = asked(cast)
    page = client.get(page_of(record)).text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.split("</head>")[0]
    assert f'data-progress-url="{page_of(record, "registry_progress")}"' in page and "progress.js" in page
    assert "todavía no se guardó nada" in page
    answer = client.get(page_of(record, "registry_progress")).json()
    assert answer == {"status": "queued", "is_finished": False, "percent": 0, "text": "en cola"}


@pytest.mark.parametrize("form", ["csv", "dbf", "zip"])
def test_it_tells_how_much_it_has_read(cast, monkeypatch, tmp_path, form):
    monkeypatch.setattr(work, "OFTEN", 100)
    monkeypatch.setattr(runs, "REPORT_EVERY", 0)
    table = ours(cast, 3000)
    content = as_dbf(table) if form == "dbf" else as_csv(table).encode()
    if form == "zip":
        content = write_zip(tmp_path, {"padron.csv": content}).read_bytes()
    told = []
    monkeypatch.setattr(runs, "move_on", lambda job, **progress: told.append(progress))
    previewed(cast, content=content, name=f"padron.{form}")
    first, *shares = told
    assert first["step"] == work.READING
    percents = [100 * one["done"] // one["total"] for one in shares]
    assert len(percents) >= 30 and percents == sorted(percents)
    assert percents[0] < 30 and percents[-1] >= 90


def test_applying_tells_its_steps(cast, monkeypatch):
    record = previewed(cast)
    services.confirm_import(record=record)
    steps = []
    move_on = runs.move_on
    monkeypatch.setattr(runs, "move_on", lambda job, **told: steps.append(told.get("step")) or move_on(job, **told))
    run(record)
    assert [step for step in steps if step] == [work.COMPARING, work.STORING]
    assert (record.status, record.percent, record.step) == ("done", 100, "")


# --- Refusals ----------------------------------------------------------------------------------------------------
def test_what_only_the_worker_finds_out_is_told_on_the_page(client, cast, private_folder, tmp_path):
    bomb = write_zip(tmp_path, {"padron.csv": "A,B\n1,2\n"}).read_bytes()
    record = previewed(cast, content=bomb, name="padron.zip")
    assert record.is_unreadable and stored(private_folder) == []
    client.force_login(cast.berta)
    page = client.get(page_of(record)).text
    assert "Al archivo le faltan columnas del padrón: COD_MOD, ANEXO" in page and "Subir otro archivo" in page
    assert "http-equiv" not in page
    assert services.confirm_import(record=record) is False


def test_a_zip_bomb_through_the_page(cast, private_folder, tmp_path, monkeypatch):
    bomb = write_zip(tmp_path, {"padron.csv": as_csv([row()]) + "x" * 20_000_000})
    assert bomb.stat().st_size < 100_000
    limit(monkeypatch, unpacked=5_000_000)
    record = previewed(cast, content=bomb.read_bytes(), name="padron.zip")
    assert "demasiado grande" in record.error
    assert stored(private_folder) == []


@pytest.mark.parametrize("name", ["padron.csv", "padron.dbf", "padron.zip"])
def test_ten_megabytes_of_garbage_are_refused_at_once(cast, private_folder, name):
    with pytest.raises(UnreadableFile):
        asked(cast, content=os.urandom(10 * 1024 * 1024), name=name)
    assert not RegistryImport.objects.exists()
    assert stored(private_folder) == []


def test_a_role_that_ended_before_the_worker_came(cast):
    record = asked(cast)
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    assert "lo importan las especialistas" in run(record).error
    assert record.is_unreadable


def test_too_many_lines(cast, monkeypatch):
    limit(monkeypatch, rows=4)
    assert "más de 4 filas" in previewed(cast).error


# --- Attempts ----------------------------------------------------------------------------------------------------
def test_errors_are_tried_again_and_then_told_without_details(cast, private_folder, monkeypatch):
    record = previewed(cast)
    services.confirm_import(record=record)
    with monkeypatch.context() as broken:
        broken.setattr("accompaniment.registry.staged.write", broken_write)
        for attempt in range(1, runs.MAX_ATTEMPTS + 1):
            run(record)
            assert record.attempts == attempt
    assert (record.status, record.error) == ("failed", runs.UNEXPECTED)
    assert Institution.objects.count() == 3
    assert record.is_pending  # she may say yes again
    services.confirm_import(record=record)
    assert run(record).is_applied
    assert Institution.objects.count() == 6


def broken_write(*args, **kwargs):
    raise RuntimeError("PERSONA QUE NO SE LEE")


def test_an_attempt_that_was_taken_over_stores_nothing(cast, private_folder):
    record = previewed(cast)
    services.confirm_import(record=record)
    slow = runs.claim(RegistryImport, record.pk)
    RegistryImport.objects.filter(pk=record.pk).update(status="queued")
    assert run(record).is_applied
    before = list(Institution.objects.order_by("pk").values())
    with pytest.raises(runs.Superseded):
        work._work(slow)
    runs.fail(slow, "tarde")
    assert list(Institution.objects.order_by("pk").values()) == before
    record.refresh_from_db()
    assert record.is_applied


def test_a_taken_over_attempt_is_rolled_back_at_its_very_end(cast, monkeypatch):
    record = previewed(cast)
    services.confirm_import(record=record)
    write = work.staged.write

    def write_and_lose(*args, **kwargs):
        write(*args, **kwargs)
        RegistryImport.objects.update(attempts=9)

    monkeypatch.setattr("accompaniment.registry.staged.write", write_and_lose)
    run(record)
    assert Institution.objects.count() == 3
    assert record.status == "running"


@pytest.mark.parametrize("earlier", [timedelta(0), timedelta(days=1)], ids=["later", "storing before this one began"])
def test_an_import_applied_meanwhile_makes_it_compare_again(cast, monkeypatch, earlier):
    first, second = previewed(cast), previewed(cast)
    services.confirm_import(record=first)
    services.confirm_import(record=second)
    compare = work._compare

    def slow_compare(record, folder):
        compared = compare(record, folder)
        if record.pk == first.pk and not RegistryImport.objects.applied().exists():
            work.run_import(second.pk)
            RegistryImport.objects.filter(pk=second.pk).update(applied_at=timezone.now() - earlier)
        return compared

    monkeypatch.setattr(work, "_compare", slow_compare)
    assert run(first).is_applied
    assert first.summary["counts"]["unchanged"] == 5
    assert Institution.objects.count() == 6


def test_a_move_recorded_meanwhile_is_seen_by_the_import(cast, monkeypatch):
    """The whole row of a service is noted while files are compared: the place it had then must not come back."""
    record = previewed(cast)
    services.confirm_import(record=record)
    compare, jardin = work._compare, cast.jardin

    def slow_compare(record, folder):
        compared = compare(record, folder)
        if not jardin.locations.exists():
            record_move(by=cast.berta, institution=jardin, moved_on=cast.today, where={"address": "Calle Nueva 5"})
        return compared

    monkeypatch.setattr(work, "_compare", slow_compare)
    assert run(record).is_applied
    jardin.refresh_from_db()
    assert jardin.address == jardin.locations.current().get().address


@pytest.mark.parametrize(
    ("status", "silence"), [("queued", runs.QUEUED_LOST_AFTER), ("running", runs.RUNNING_LOST_AFTER)]
)
def test_looking_sends_a_lost_import_again(client, cast, status, silence):
    record = asked(cast)
    RegistryImport.objects.update(status=status, attempts=1)
    client.force_login(cast.berta)
    with time_machine.travel(timezone.now() + silence + timedelta(seconds=1)):
        a_mark_came_out()
        client.get(page_of(record))
    record.refresh_from_db()
    assert record.status == "queued"
    assert run(record).is_pending


def test_what_a_killed_attempt_left_is_removed_by_the_next(cast, private_folder):
    record = asked(cast)
    left = private_folder / folder_of(record) / "preview-1"
    left.mkdir()
    (left / "table.dbf").write_text("PERSONA")
    RegistryImport.objects.update(attempts=1)
    run(record)
    assert stored(private_folder) == ["extract.csv", "report.csv"]


def test_what_nothing_needs_is_swept_away(cast, private_folder):
    record = previewed(cast)
    stray = private_folder / folder_of(RegistryImport())
    stray.mkdir(parents=True)
    for path in (stray / "upload.dbf", private_folder / folder_of(record) / "upload.dbf"):
        path.write_text("PERSONA")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        uploads.forget_abandoned()
    assert stored(private_folder) == ["extract.csv", "report.csv"]
    assert services.confirm_import(record=record)


# --- Calling off -------------------------------------------------------------------------------------------------
def test_calling_off_a_preview_leaves_no_trace(client, cast, private_folder):
    client.force_login(cast.berta)
    record = previewed(cast)
    page = client.post(page_of(record, "registry_cancel"), follow=True)
    assert "No se importó nada" in page.text
    assert not RegistryImport.objects.exists()
    assert stored(private_folder) == []


def test_calling_off_while_it_is_read_stops_the_worker(cast, private_folder, monkeypatch):
    monkeypatch.setattr(work, "OFTEN", 1)
    monkeypatch.setattr(runs, "REPORT_EVERY", 0)
    record = asked(cast)
    report_progress = runs.ProgressReporter.__call__

    def call_off_first(self, done, total):
        uploads.call_off(record=record)
        report_progress(self, done, total)

    monkeypatch.setattr(runs.ProgressReporter, "__call__", call_off_first)
    work.run_import(record.pk)
    assert not RegistryImport.objects.exists()
    assert stored(private_folder) == []


def test_what_is_confirmed_is_not_called_off(client, cast):
    client.force_login(cast.berta)
    record = previewed(cast)
    services.confirm_import(record=record)
    assert "Ya se confirmó" in client.post(page_of(record, "registry_cancel"), follow=True).text
    assert run(record).is_applied
    assert uploads.call_off(record=record) is False


# --- Every refused row -------------------------------------------------------------------------------------------
@pytest.fixture
def with_faults(client, cast):
    """Forty lines of another UGEL, two codes that nobody can read, one of them a formula, and one warning."""
    client.force_login(cast.berta)
    table = [
        *ours(cast),
        *rows(40),
        row(COD_MOD="=1+1", CODOOII=cast.ugel.code),
        row(COD_MOD="x\n", CODOOII=cast.ugel.code),
        row(COD_MOD="0600001", NLAT_IE="99", CODOOII=cast.ugel.code),
    ]
    return previewed(cast, content=as_csv(table).encode())


def test_every_refused_row_is_listed_page_by_page(client, with_faults, django_assert_max_num_queries):
    url = page_of(with_faults, "registry_rows")
    with django_assert_max_num_queries(12):
        first = client.get(url)
    assert [(tab.total, tab.code) for tab in first.context["reasons"]] == [
        (42, ""),
        (40, "other_ugel"),
        (2, "not_7_digits"),
    ]
    assert [fault.line for fault in first.context["faults"]] == list(range(7, 32))
    second = client.get(url, {"page": 2})
    assert [fault.line for fault in second.context["faults"]] == list(range(32, 49))
    of_one_reason = client.get(url, {"code": "not_7_digits"})
    assert [(f.line, f.column, f.value) for f in of_one_reason.context["faults"]] == [
        (47, "COD_MOD", "=1+1"),
        (48, "COD_MOD", "x"),
    ]
    assert "no es una coordenada" in client.get(url, {"kind": "warnings"}).text
    assert client.get(url, {"kind": "'; DROP", "code": "'; DROP", "page": "x"}).status_code == 200


def test_every_refused_row_may_be_taken_away(client, with_faults):
    url = page_of(with_faults, "registry_rows_export")
    text = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode()
    lines = text.splitlines()
    assert lines[0].lstrip("\ufeff") == "Línea;Columna;Valor;Motivo"
    assert len(lines) == 43
    assert lines[41] == "47;COD_MOD;'=1+1;debe tener 7 dígitos"
    book = client.get(url)
    assert book["Content-Disposition"].endswith('.xlsx"')
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_so_many_refused_rows_that_a_worker_writes_them(client, cast, with_faults, monkeypatch):
    monkeypatch.setattr(pages, "AT_ONCE", 1)
    url = page_of(with_faults, "registry_rows_export")
    offer = client.get(url, {"code": "not_7_digits", "format": "csv"})
    assert "debe tener 7 dígitos" in offer.text
    action = offer.text.partition('action="/exports/ask/')[2].partition('"')[0].replace("&amp;", "&")
    client.post(f"/exports/ask/{action}")
    export = Export.objects.get()
    run_export(export.pk)
    export.refresh_from_db()
    assert (export.status, export.written) == ("done", 2)
    with export.file.open() as file:
        assert file.read().decode("utf-8-sig").splitlines()[1] == "47;COD_MOD;'=1+1;debe tener 7 dígitos"
    with_faults.delete()
    gone = client.get(export.get_absolute_url())
    assert gone.status_code == 403 and "Esta importación ya no está." in gone.text


def test_the_report_stays_when_the_import_is_applied(client, with_faults):
    services.confirm_import(record=with_faults)
    assert run(with_faults).is_applied
    assert len(client.get(page_of(with_faults, "registry_rows")).context["page"].paginator.object_list) == 42
    assert page_of(with_faults, "registry_rows") in client.get(page_of(with_faults)).text


def test_an_import_without_a_report_lists_what_it_kept(client, with_faults):
    RegistryImport.objects.update(report="")
    faults = client.get(page_of(with_faults, "registry_rows")).context["faults"]
    assert len(faults) == len(with_faults.summary["lists"]["refused"]) == 7

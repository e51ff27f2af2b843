"""A roster as background work: what a second is enough for is done at once, all else by a worker, and found again."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from accompaniment.jobs import runs, uploads
from accompaniment.jobs.files import folder_of
from accompaniment.models import Role, RosterImport, Teacher, TrackedChange
from accompaniment.roster import importer, work
from accompaniment.roster.services import confirm_import, settle_doubts, undo_import
from accompaniment.roster.work import run_import
from accompaniment.tests.worker import a_mark_came_out

from .files import as_csv, everything, outcomes, preview, row, upload

UPLOAD = reverse("roster")


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}},
    }
    return tmp_path / "private"


@pytest.fixture
def sent(monkeypatch):
    """The keys of the jobs that were handed to the workers."""
    keys = []
    monkeypatch.setattr(runs, "send", lambda job: keys.append(job.pk))
    return keys


def many(cast, count=uploads.AT_ONCE + 1, **cells):
    return [row(cast, document_number=f"4300{n:04}", **cells) for n in range(count)]


def run(record):
    run_import(record.pk)
    record.refresh_from_db()
    return record


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


# --- At once, or by a worker -------------------------------------------------------------------------------------
def test_what_a_second_is_enough_for_asks_no_worker(cast, sent):
    record = preview(cast.berta, many(cast, uploads.AT_ONCE))
    assert record.is_pending
    assert confirm_import(record=record) and record.is_applied
    assert undo_import(record=record) and record.is_undone
    assert sent == []


def test_many_rows_are_read_stored_and_undone_by_a_worker(cast, sent, private_folder):
    before = everything()
    record = preview(cast.berta, many(cast, companion=cast.olga.username))
    assert (record.status, record.summary, sent) == ("queued", {}, [record.pk])
    assert run(record).is_pending
    assert outcomes(record) == ["new"] * 41
    assert confirm_import(record=record)
    assert (record.goal, record.status) == ("applied", "queued")
    assert everything() == before
    assert run(record).is_applied
    assert Teacher.objects.count() == 2 + 41
    assert stored(private_folder) == []
    assert undo_import(record=record)
    assert (record.goal, record.status) == ("undone", "queued")
    assert run(record).is_undone
    assert everything() == before
    assert sent == [record.pk] * 3


def test_a_small_file_that_takes_long_to_read_is_left_to_a_worker(cast, sent, monkeypatch):
    with monkeypatch.context() as hurried:
        hurried.setattr("accompaniment.lib.tables.limits.AT_ONCE", 0.0001)
        record = preview(cast.berta, [row(cast)])
    assert (record.status, sent) == ("queued", [record.pk])
    assert run(record).is_pending


def test_what_only_a_worker_finds_out_is_told_on_the_page(client, cast, sent, private_folder, monkeypatch):
    client.force_login(cast.berta)
    with monkeypatch.context() as hurried:
        hurried.setattr("accompaniment.lib.tables.limits.AT_ONCE", 0.0001)
        page = client.post(UPLOAD, {"file": upload(b"A,B\n1,2\n")}).url
    assert run(RosterImport.objects.get()).is_unreadable
    shown = client.get(page).text
    assert "faltan columnas" in shown and "Subir otro archivo" in shown
    assert "http-equiv" not in shown
    assert stored(private_folder) == []


def test_a_worker_changes_in_the_name_of_who_asked(cast, sent):
    before = list(TrackedChange.objects.values_list("pk", flat=True))
    record = run(preview(cast.berta, many(cast)))
    confirm_import(record=record)
    run(record)
    changes = TrackedChange.objects.exclude(pk__in=before)
    assert changes.exists() and set(changes.values_list("by", flat=True)) == {cast.berta.pk}


def test_it_is_written_in_the_language_of_who_brought_it(cast, sent):
    with translation.override("en"):
        record = preview(cast.berta, many(cast, phone="1"))
    record = run(record)
    [fault] = record.summary["rows"][0]["faults"]
    with translation.override("en"):
        assert fault["reason"] == preview(cast.berta, [row(cast, phone="1")]).summary["rows"][0]["faults"][0]["reason"]


def test_people_are_tried_out_in_batches_with_the_same_result(cast, monkeypatch):
    """The rows of one person stay together, whatever lies between them."""
    rows = [*many(cast, 5), row(cast, document_number="43000000", section="Otra"), row(cast, document_number="x")]
    whole = preview(cast.berta, rows)
    monkeypatch.setattr(importer, "BATCH", 1)
    batched = preview(cast.berta, rows)
    assert batched.summary == whole.summary
    assert [result["line"] for result in batched.summary["rows"]] == list(range(2, 9))


# --- The page meanwhile ------------------------------------------------------------------------------------------
def test_meanwhile_the_page_shows_how_far_it_is(client, cast, sent):
    client.force_login(cast.berta)
    page = client.post(UPLOAD, {"file": upload(as_csv(many(cast)))}).url
    record = RosterImport.objects.get()
    shown = client.get(page).text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown.split("</head>")[0]
    assert f'data-progress-url="{reverse("roster_progress", args=[record.pk])}"' in shown and "progress.js" in shown
    assert page in client.get(UPLOAD).text  # who left finds it again
    answer = client.get(reverse("roster_progress", args=[record.pk])).json()
    assert answer == {"status": "queued", "is_finished": False, "percent": 0, "text": "en cola"}
    assert client.get(reverse("roster_undo", args=[record.pk])).url == page
    run(record)
    assert "Guardar las 41 filas aceptadas" in client.get(page).text


def test_nothing_is_called_stored_before_it_is(client, cast, sent):
    client.force_login(cast.berta)
    record = run(preview(cast.berta, many(cast)))
    for _press in range(2):
        shown = client.post(reverse("roster_confirm", args=[record.pk]), {"seen": record.file.name}, follow=True).text
        assert "todavía no se guardó nada" in shown and "quedó guardado" not in shown
    run(record)
    assert "no se guardó nada" not in client.get(record.get_absolute_url()).text


def test_a_step_of_one_transaction_shows_no_figure(client, cast, sent):
    client.force_login(cast.berta)
    record = run(preview(cast.berta, many(cast)))
    confirm_import(record=record)
    runs.begin_whole(runs.claim(RosterImport, record.pk), work.STORING)
    answer = client.get(reverse("roster_progress", args=[record.pk])).json()
    assert (answer["percent"], answer["text"]) == (None, "Guardar los cambios")
    bar = client.get(record.get_absolute_url()).text.split("<progress")[1].split(">")[0]
    assert "value" not in bar


def test_it_may_take_longer_before_it_counts_as_lost(cast, sent):
    record = run(preview(cast.berta, many(cast)))
    confirm_import(record=record)
    runs.begin_whole(runs.claim(RosterImport, record.pk), work.STORING)
    with time_machine.travel(timezone.now() + runs.RUNNING_LOST_AFTER + timedelta(seconds=1)):
        runs.requeue_if_lost(RosterImport.objects.get())
        assert runs.requeue_lost() == 0
    with time_machine.travel(timezone.now() + runs.WHOLE_LOST_AFTER + timedelta(seconds=1)):
        assert runs.requeue_lost() == 1
    assert run(record).is_applied


def test_it_tells_how_many_were_compared(cast, sent, monkeypatch):
    monkeypatch.setattr(runs, "REPORT_EVERY", 0)
    monkeypatch.setattr(importer, "BATCH", 10)
    told = []
    move_on = runs.move_on
    monkeypatch.setattr(runs, "move_on", lambda job, **progress: told.append(progress) or move_on(job, **progress))
    run(preview(cast.berta, many(cast)))
    assert [one["done"] for one in told if "total" in one] == [10, 20, 30, 40, 41]


# --- Twice, and attempts that fail -------------------------------------------------------------------------------
def test_pressed_twice_it_is_stored_once(client, cast, sent):
    client.force_login(cast.berta)
    record = run(preview(cast.berta, many(cast)))
    confirm = reverse("roster_confirm", args=[record.pk])
    assert {client.post(confirm).url for _press in range(3)} == {record.get_absolute_url()}
    assert sent == [record.pk] * 2
    run(record)
    run(record)
    assert Teacher.objects.count() == 2 + 41


def test_answers_are_not_taken_while_it_is_stored(cast, sent):
    record = run(preview(cast.berta, many(cast)))
    confirm_import(record=record)
    assert not settle_doubts(record=record, answers={"x": "y"})
    assert run(record).is_applied


@pytest.mark.parametrize(
    ("status", "silence"), [("queued", runs.QUEUED_LOST_AFTER), ("running", runs.RUNNING_LOST_AFTER)]
)
def test_a_lost_one_is_sent_again_when_somebody_looks(client, cast, sent, status, silence):
    record = preview(cast.berta, many(cast))
    RosterImport.objects.update(status=status)
    client.force_login(cast.berta)
    with time_machine.travel(timezone.now() + silence + timedelta(seconds=1)):
        a_mark_came_out()
        client.get(record.get_absolute_url())
    assert sent == [record.pk] * 2
    assert run(record).is_pending


def test_an_attempt_that_was_taken_over_is_rolled_back_at_its_very_end(cast, sent, monkeypatch):
    record = run(preview(cast.berta, many(cast)))
    confirm_import(record=record)
    before, whole_run = everything(), importer.RosterImporter.run

    def run_and_lose(self):
        RosterImport.objects.update(attempts=9)
        return whole_run(self)

    monkeypatch.setattr(importer.RosterImporter, "run", run_and_lose)
    assert run(record).status == "running"
    assert everything() == before


def test_an_error_of_ours_is_tried_again_and_then_told(client, cast, sent, monkeypatch):
    client.force_login(cast.berta)
    record = run(preview(cast.berta, many(cast)))
    confirm_import(record=record)
    with monkeypatch.context() as broken:
        broken.setattr(work, "RosterImporter", None)
        for _attempt in range(runs.MAX_ATTEMPTS):
            run(record)
    assert (record.is_pending, record.error) == (True, runs.UNEXPECTED)
    assert "Algo salió mal de nuestro lado" in client.get(record.get_absolute_url()).text
    confirm_import(record=record)
    assert run(record).is_applied


def test_a_role_that_ended_before_the_worker_came(cast, sent):
    record = run(preview(cast.berta, many(cast)))
    confirm_import(record=record)
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    before = everything()
    assert run(record).is_pending
    assert "Algo cambió" in record.error
    assert everything() == before


# --- What is left behind -----------------------------------------------------------------------------------------
def test_of_the_upload_only_its_cells_are_kept(cast, sent, private_folder):
    record = preview(cast.berta, many(cast))
    assert [path.name for path in stored(private_folder)] == ["upload"]
    run(record)
    [kept] = stored(private_folder)
    assert kept.suffix == ".json"
    assert kept.is_relative_to(private_folder / folder_of(record))


def test_what_nobody_confirms_is_forgotten(cast, sent, private_folder):
    run(preview(cast.berta, many(cast)))
    stray = private_folder / folder_of(RosterImport())
    stray.mkdir(parents=True)
    (stray / "upload").write_text("PERSONA")
    with time_machine.travel(timezone.now() + timedelta(days=uploads.UNCONFIRMED_DAYS, minutes=1)):
        uploads.forget_abandoned()
    assert not RosterImport.objects.exists()
    assert stored(private_folder) == []

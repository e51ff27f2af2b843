"""What becomes of a long list that was asked for: done by a worker once, for who may read it then, and forgotten."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accompaniment.exports import exporting, services
from accompaniment.exports.exporting import run_export
from accompaniment.exports.models import Export
from accompaniment.exports.services import forget_old_exports, request_export
from accompaniment.jobs import runs
from accompaniment.lib.stored_files import listed
from accompaniment.models import Post, Role
from accompaniment.roster.exports import PeopleList


def wanted(user, **filters):
    return PeopleList(user, {name: [value] for name, value in filters.items()})


def rows_of(export):
    with export.file.open() as file:
        return list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), delimiter=";"))


def files():
    return list(listed(default_storage))


def test_the_file_holds_what_its_row_says(cast, made):
    Post.objects.create(teacher=cast.tania, institution=cast.pronoei, cycle="II", starts_on=cast.today)
    export = made()
    assert (export.expected, export.written, export.rows) == (2, 2, 3)
    assert len(rows_of(export)) == 3
    with export.file.open() as file:
        content = file.read()
    assert (export.size, export.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert export.file_name == f"personas-{cast.today.isoformat()}-3-filas.csv"
    assert round((export.expires_at - export.finished_at) / timedelta(days=1), 3) == services.KEPT_DAYS


def test_filters_stay_as_they_stood_and_are_said(cast, made):
    export = made("people", "format=csv&kind=classroom&page=3&nonsense=1")
    assert export.filters == {"kind": ["classroom"]}
    assert export.words == [["Cargo", "docente de aula"]]
    assert [row["Apellidos"] for row in rows_of(export)] == ["Flores"]


def test_those_who_left_are_a_list_of_their_own(cast, made):
    Post.objects.filter(teacher=cast.tania).update(ends_on=cast.today - timedelta(days=1))
    export = made("people", "format=csv&state=ended")
    assert [list(row.values())[2] for row in rows_of(export)] == ["Flores"]
    assert export.words == [["Estado", "Ya no trabajan aquí"]]


@pytest.mark.parametrize("code", ["companions", "institutions"])
def test_every_list_goes_the_same_way(cast, made, code):
    assert len(rows_of(made(code))) == made(code).rows > 1


def test_the_same_request_joins_the_one_under_way(cast, sent):
    first = request_export(wanted=wanted(cast.berta, q="flores", kind=""), form="csv")
    assert request_export(wanted=wanted(cast.berta, q="flores"), form="csv") == first
    others = [
        request_export(wanted=wanted(cast.berta), form="csv"),
        request_export(wanted=wanted(cast.berta, q="flores"), form="xlsx"),
        request_export(wanted=wanted(cast.carla, q="flores"), form="csv"),
    ]
    assert sent == [first.pk, *(one.pk for one in others)]
    run_export(first.pk)
    assert request_export(wanted=wanted(cast.berta, q="flores"), form="csv") != first


def test_what_she_may_read_is_asked_when_it_is_written(cast, asked):
    export = asked()
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    run_export(export.pk)
    export.refresh_from_db()
    assert (export.status, export.error) == ("failed", "Esto lo hace la especialista de la UGEL.")
    assert files() == []


def test_whoever_left_her_reach_since_is_not_in_it(cast, asked):
    export = asked()
    Post.objects.filter(teacher=cast.petra).update(ends_on=cast.today - timedelta(days=1))
    run_export(export.pk)
    export.refresh_from_db()
    assert [row["Apellidos"] for row in rows_of(export)] == ["Flores"]
    assert (export.expected, export.written) == (1, 1)


def test_called_off_while_it_is_written_nothing_is_left(cast, asked, monkeypatch):
    export = asked()
    make_file = exporting.make_file

    def made_too_late(*arguments, **options):
        made = make_file(*arguments, **options)
        services.remove_export(export=export)
        return made

    monkeypatch.setattr(exporting, "make_file", made_too_late)
    run_export(export.pk)
    assert not Export.objects.exists() and files() == []


def test_taken_over_while_it_is_stored_its_file_goes(cast, asked, monkeypatch):
    export = asked()
    monkeypatch.setattr(runs, "finish", lambda job, **outcome: (_ for _ in ()).throw(runs.Superseded))
    run_export(export.pk)
    assert files() == []


def test_a_list_that_changes_while_it_is_written_is_written_anew(cast, asked, sent, monkeypatch):
    export = asked()
    people_table = PeopleList.listing
    monkeypatch.setattr(PeopleList, "listing", lambda self: leaving(people_table(self), cast.petra))
    run_export(export.pk)
    export.refresh_from_db()
    assert (export.status, export.attempts, sent) == ("queued", 1, [export.pk] * 2) and files() == []
    run_export(export.pk)
    export.refresh_from_db()
    assert (export.status, export.written) == ("done", 1)


def leaving(listing, teacher):
    Post.objects.filter(teacher=teacher).update(ends_on=timezone.localdate() - timedelta(days=1))
    return listing


def test_what_a_killed_attempt_left_goes_with_the_next(cast, asked):
    export = asked()
    default_storage.save(f"{export.place}/1.csv", ContentFile(b"half a fi"))
    Export.objects.update(status="running", attempts=1, heartbeat_at=timezone.now() - 2 * runs.RUNNING_LOST_AFTER)
    assert runs.requeue_lost() == 1
    run_export(export.pk)
    export.refresh_from_db()
    assert (export.status, export.attempts, files()) == ("done", 2, [export.file.name])


# --- Forgetting --------------------------------------------------------------------------------------------------
def test_after_a_week_the_file_goes_and_what_narrowed_the_list(cast, made):
    export, when = made("people", "format=csv&q=flores"), timezone.now()
    with time_machine.travel(when + timedelta(days=6)):
        forget_old_exports()
        assert files()
    with time_machine.travel(when + timedelta(days=7, minutes=1)):
        forget_old_exports()
        export.refresh_from_db()
        assert (files(), export.filters, export.words, export.has_expired) == ([], {}, [], True)
    with time_machine.travel(when + timedelta(days=services.REMEMBERED_DAYS, minutes=1)):
        forget_old_exports()
        assert not Export.objects.exists()


def test_what_failed_is_forgotten_after_a_week(cast, asked):
    asked()
    Export.objects.update(status="failed")
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        forget_old_exports()
    assert not Export.objects.exists()


def test_a_folder_of_no_row_is_swept_but_not_a_young_one(cast, made):
    kept = made()
    default_storage.save("exports/3a9f1a5c-0000-4000-8000-000000000000/1.csv", ContentFile(b"x"))
    forget_old_exports()
    assert len(files()) == 2
    with time_machine.travel(timezone.now() + 2 * services.STRAY_AFTER):
        forget_old_exports()
    assert files() == [kept.file.name]

"""Whether the site lives and works: what scripts are answered, and what the administrator reads and does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from accompaniment.checks import files
from accompaniment.health import pages
from accompaniment.health.findings import findings
from accompaniment.health.site_mark import mark_folder
from accompaniment.jobs.heartbeats import note
from accompaniment.models import Heartbeat, Letter, RegistryImport, TrackedChange


@pytest.fixture(autouse=True)
def looked_at_now():
    pages._lacking.cache_clear()


@pytest.fixture
def migrated(db):
    applied = MigrationRecorder(connection).migration_qs
    names = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    applied.bulk_create(applied.model(app=app, name=name) for app, name in names)


@pytest.fixture
def works(migrated, settings):
    """A site that lacks nothing, as after half a minute of work."""
    for queue in settings.CELERY_TASK_QUEUES:
        note(worker="w", sent_at=timezone.now().isoformat(), queue=queue)


def lacking(client):
    pages._lacking.cache_clear()
    answer = client.get("/readyz")
    assert answer.status_code == (503 if answer.json()["lacking"] else 200)
    return answer.json()["lacking"]


def test_it_lives_without_asking_the_database(client):
    assert client.get("/healthz").json() == {"alive": True}  # without `db`, asking it would fail


def test_a_site_that_works_is_ready_and_says_nothing_more(client, works):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "lacking": []})


def test_what_is_lacking_has_a_name(client, works, cast):
    assert lacking(client) == []
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    assert lacking(client) == ["worker"]
    waits = RegistryImport.objects.create(uploaded_by=cast.berta, heartbeat_at=timezone.now() - timedelta(hours=1))
    assert lacking(client) == ["worker", "jobs"]
    RegistryImport.objects.filter(pk=waits.pk).update(status="running", heartbeat_at=timezone.now())
    Heartbeat.objects.exclude(queue__endswith="letters").update(seen_at=timezone.now() - timedelta(minutes=9))
    Heartbeat.objects.filter(queue__endswith="letters").update(seen_at=timezone.now())
    assert lacking(client) == []  # all are at long work, and tell how far it is
    MigrationRecorder(connection).record_unapplied("accompaniment", "0001_initial")
    assert lacking(client) == ["migrations"]


def test_a_clock_that_stands_behind_is_told(client, works, cast, time_machine):
    cast.ana.email = "ana@example.pe"
    cast.ana.save()
    assert TrackedChange.objects.exists()
    time_machine.move_to(timezone.now() - timedelta(days=1))
    assert "clock" in lacking(client)
    assert any("reloj de este equipo está atrasado" in finding.text for finding in findings())


def test_it_asks_at_most_every_five_seconds(client, works, django_assert_num_queries):
    client.get("/readyz")
    with django_assert_num_queries(0):
        for _again in range(20):
            client.get("/readyz")


def test_no_session_and_no_redirect_to_https(client, works, settings):
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not answer.cookies


def test_another_folder_of_files_is_told(client, works, settings, tmp_path):
    stored = settings.STORAGES["default"]
    here, elsewhere = ({**stored, "OPTIONS": {"location": tmp_path / name}} for name in ("here", "elsewhere"))
    settings.STORAGES = {**settings.STORAGES, "default": here}
    assert lacking(client) == []
    mark_folder()
    mark_folder()
    assert lacking(client) == []
    settings.STORAGES = {**settings.STORAGES, "default": elsewhere}
    mark_folder()
    assert lacking(client) == ["files"]
    assert [error.id for error in files(databases=["default"])] == ["accompaniment.E002"]


def failed(cast, reason="silence", **fields):
    return Letter.objects.create(
        kind="digest", user=cast.ana, status="failed", reason=reason, good_until=timezone.now(), **fields
    )


def test_the_administrator_reads_it_in_words_and_has_failed_letters_tried_again(client, cast):
    failed(cast, about="1", finished_at=timezone.now())
    failed(cast, "address", about="2", finished_at=timezone.now())
    client.force_login(cast.alma)
    page = client.get(reverse("system_state")).content.decode()
    assert "todavía nadie atiende" in page
    assert "el servidor de correo no respondió" in page
    assert cast.ana.last_name not in page
    told = client.post(reverse("letters_send_again"), {"reason": "silence"}, follow=True).content.decode()
    assert "1 correo se intentará otra vez" in told
    assert sorted(Letter.objects.values_list("status", flat=True)) == ["failed", "waiting"]


def test_the_page_costs_few_questions(client, cast, django_assert_max_num_queries):
    client.force_login(cast.alma)
    with django_assert_max_num_queries(20):
        client.get(reverse("system_state"))

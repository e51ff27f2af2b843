"""A request can be followed by its id, and a database that keeps everyone waiting costs nothing that was typed."""

from __future__ import annotations

import logging
import re
import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from accompaniment.accounts.services import access_link
from accompaniment.letters import sending
from accompaniment.letters.sending import send_due
from accompaniment.lib import queues
from accompaniment.lib.request_ids import WithRequestId, current, following
from accompaniment.tasks import run_roster_import


@pytest.fixture
def ana(cast, transactional_db) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.ana)
    return client


def test_every_answer_has_an_id_that_a_proxy_may_have_given(client, db):
    ours = client.get(reverse("account_login"))["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{12}", ours)
    assert client.get("/", headers={"X-Request-ID": "proxy-0123456789"})["X-Request-ID"] == "proxy-0123456789"
    for wrong in ("short", "x" * 65, "with blank 123", "<script>12345"):
        assert client.get("/", headers={"X-Request-ID": wrong})["X-Request-ID"] != wrong


def test_log_lines_have_it(caplog):
    record = logging.LogRecord("x", logging.INFO, "", 0, "", None, None)
    with following("0123456789ab"):
        assert WithRequestId().filter(record)
    assert record.__dict__["request_id"] == "0123456789ab"
    assert current() == "-"


def test_a_job_is_logged_under_the_request_that_asked_for_it(db, monkeypatch, django_capture_on_commit_callbacks):
    put: list[Any] = []
    monkeypatch.setattr(run_roster_import, "apply_async", lambda args, **options: put.append(options))
    with following("0123456789ab"), django_capture_on_commit_callbacks(execute=True):
        queues.hand_over("accompaniment.tasks.run_roster_import", "1")
    assert put == [{"headers": {"request_id": "0123456789ab"}}]
    seen = []
    monkeypatch.setattr(run_roster_import, "run", lambda: seen.append(current()))
    run_roster_import.push_request(request_id="0123456789ab")
    run_roster_import()
    run_roster_import.pop_request()
    assert seen == ["0123456789ab"]


def test_a_letter_is_logged_under_the_request_that_asked_for_it(cast, caplog, monkeypatch):
    cast.ana.email = "ana@example.pe"
    cast.ana.set_password("una clave bien larga")
    cast.ana.save()
    for request_id in ("0123456789ab", "ba9876543210"):
        with following(request_id):
            access_link(account=cast.ana)
    monkeypatch.setattr(sending, "write", lambda letter: 1 / 0)
    caplog.handler.addFilter(WithRequestId())
    with following("cccccccccccc"):
        send_due()
    went = [record for record in caplog.records if "did not go" in record.getMessage()]
    assert [record.__dict__["request_id"] for record in went] == ["0123456789ab", "ba9876543210"]


class Writer(threading.Thread):
    """Holds the one place of a writer until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.holds, self.let_go = threading.Event(), threading.Event()

    def run(self) -> None:
        with transaction.atomic():
            self.holds.set()
            self.let_go.wait()
        connections.close_all()


@pytest.fixture
def busy(ana):
    """SQLite, held by another writer for longer than anybody waits."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many writers")
    connection.ensure_connection()
    connection.cursor().execute("PRAGMA busy_timeout = 200")
    writer = Writer()
    writer.start()
    writer.holds.wait()
    yield
    writer.let_go.set()
    writer.join()
    connection.close()


def test_held_by_another_writer_the_page_keeps_what_was_typed(busy, ana):
    page = ana.post(reverse("reminders"), {"digest": "off"})
    text = page.content.decode()
    assert page.status_code == 503
    assert "Intenta de nuevo" in text and "css/app.css" in text
    assert 'name="digest" value="off"' in text
    assert page["X-Request-ID"] in text


def test_no_password_is_written_into_it(busy, ana):
    page = ana.post(reverse("reminders"), {"digest": "off", "password": "muy secreta 1"})
    assert page.status_code == 503
    assert "muy secreta" not in page.content.decode()


def test_a_script_is_told_to_come_back(busy, ana):
    answer = ana.post(reverse("reminders"), {"digest": "off"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["state"]) == (503, "busy")
    assert answer["Retry-After"] == "30"

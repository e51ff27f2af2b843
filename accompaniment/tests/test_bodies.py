"""What may be sent and how much: what is too large or no form is refused before anything reads it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

MEGABYTE = 1 << 20


class Unread:
    """A body that nobody may read."""

    def read(self, *_size: int) -> bytes:
        pytest.fail("the body was read")

    readline = read


def send(client: Client, path: str, length: Any, **also: Any) -> Any:
    form = "multipart/form-data; boundary=xxx"
    environ = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": form, "wsgi.input": Unread()}
    return client.generic("POST", path, **{**environ, **also})


@pytest.mark.parametrize("length", [5 * MEGABYTE + 1, 300 * MEGABYTE, "9" * 5000])
def test_whoever_is_not_signed_in_sends_little(client, db, length):
    page = send(client, reverse("account_login"), length)
    assert page.status_code == 413 and "no se guardó nada" in page.content.decode()


def test_a_script_reads_why(client, db):
    answer = send(client, reverse("account_login"), 300 * MEGABYTE, HTTP_ACCEPT="application/json")
    assert answer.status_code == 413 and "pesa demasiado" in answer.json()["reason"]


@pytest.mark.parametrize(
    ("who", "route", "megabytes"),
    [
        (None, "registry", 30),
        ("ana", "registry", 30),
        ("ana", "roster", 30),
        ("berta", "people_export", 30),
        ("berta", "roster", 50),
        ("berta", "registry", 500),
    ],
)
def test_only_pages_that_take_files_take_more_and_of_who_may_send_them(client, cast, who, route, megabytes):
    if who:
        client.force_login(getattr(cast, who))
    assert send(client, reverse(route), megabytes * MEGABYTE).status_code == 413


def test_a_body_without_a_length_is_not_read(client, db):
    assert send(client, reverse("account_login"), "", HTTP_TRANSFER_ENCODING="chunked").status_code == 411


def test_a_file_somewhat_too_heavy_is_told_so_beside_its_field(client, cast):
    client.force_login(cast.berta)
    page = client.post(reverse("roster"), {"file": SimpleUploadedFile("lista.csv", b"x" * (11 * MEGABYTE))})
    assert page.status_code == 200 and "aquí caben 10" in page.content.decode()


def test_what_anybody_may_send_is_written_to_no_disk(client, db, settings):
    settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"
    sent = {"login": "x", "password": "x", "file": SimpleUploadedFile("x.png", b"x" * (4 * MEGABYTE))}
    assert client.post(reverse("account_login"), sent).status_code == 200


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/xml", "", "multipart/mixed; boundary=x"]
)
@pytest.mark.parametrize("route", ["account_login", "reminders", "roster"])
def test_what_is_no_form_is_refused_by_its_kind(client, cast, kind, route):
    client.force_login(cast.berta)
    page = send(client, reverse(route), 20, CONTENT_TYPE=kind)
    assert page.status_code == 415 and "no es uno" in page.content.decode()
    assert page["Accept-Post"] == "application/x-www-form-urlencoded, multipart/form-data"


def test_a_script_that_sends_json_reads_why(client, db):
    page = send(client, reverse("account_login"), 20, CONTENT_TYPE="application/json", HTTP_ACCEPT="application/json")
    assert (page.status_code, page.json()["state"]) == (415, "refused")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "Multipart/Form-Data; boundary=x", "text/plain"])
def test_without_a_body_any_kind_will_do(client, db, kind):
    assert client.generic("POST", reverse("account_login"), b"", content_type=kind).status_code == 200
    assert client.get("/healthz", headers={"Content-Type": kind}).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/nothing/", 404)])
def test_json_is_a_file_to_save_for_whoever_opens_its_address(client, db, path, status):
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer["Content-Disposition"] == 'attachment; filename="acompana.json"'
    assert "Content-Disposition" not in client.get(reverse("account_login"))

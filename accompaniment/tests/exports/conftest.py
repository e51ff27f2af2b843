from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accompaniment.exports import pages
from accompaniment.exports.exporting import run_export
from accompaniment.exports.models import Export
from accompaniment.jobs import runs


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Any) -> Any:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}},
    }
    return tmp_path / "private"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The keys of the jobs that were handed to the workers; no message leaves."""
    keys: list[Any] = []
    monkeypatch.setattr(runs, "send", lambda job: keys.append(job.pk))
    return keys


@pytest.fixture
def long_lists(monkeypatch: pytest.MonkeyPatch, sent: list[Any]) -> list[Any]:
    """Every list of somebody is too long to be answered at once."""
    monkeypatch.setattr(pages, "AT_ONCE", 0)
    return sent


@pytest.fixture
def asked(client: Client, cast: Any, sent: list[Any]) -> Callable[..., Export]:
    """Ask as Berta for a file of a list."""

    def ask(code: str = "people", query: str = "format=csv") -> Export:
        client.force_login(cast.berta)
        answer: HttpResponse = client.post(f"{reverse('export_ask', args=[code])}?{query}")
        assert answer.status_code == 302
        return Export.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])

    return ask


@pytest.fixture
def made(asked: Callable[..., Export]) -> Callable[..., Export]:
    """A file that Berta asked for and a worker has made."""

    def make(*arguments: str) -> Export:
        export = asked(*arguments)
        run_export(export.pk)
        export.refresh_from_db()
        assert export.status == "done", export.error
        return export

    return make

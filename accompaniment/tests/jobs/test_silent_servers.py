"""A queue that is away, or takes connections and never answers, costs a page seconds at most, and no work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from accompaniment.models import Letter
from conftest import PASSWORD
from reports.models import ReportJob

ROOT = Path(__file__).resolve().parents[3]
WALK = """
import json, sys, time
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
client, told = Client(), []
for method, path, data in json.loads(sys.stdin.read()):
    began = time.monotonic()
    answer = getattr(client, method)(path, data)
    took = time.monotonic() - began
    told.append([answer.status_code, took, answer.headers.get("Location", ""), answer.content.decode()])
if answer.status_code == 302:
    told.append([200, 0.0, "", client.get(answer.headers["Location"]).content.decode()])
print(json.dumps(told))
"""

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def walk(database: str, port: int, steps: list[tuple[str, str, dict[str, str]]]) -> list[tuple[int, float, str, str]]:
    """What a site with its queue at this port answers, and how long each answer takes; at last, where it leads to."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", WALK],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database,
            "CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0",
            "DJANGO_SETTINGS_MODULE": "accompaniment.tests.settings",
        },
        input=json.dumps(steps),
        check=True,
        capture_output=True,
        text=True,
    )
    told: list[tuple[int, float, str, str]] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize("where", ["nowhere", "silent"])
def test_people_enter_and_ask_and_what_they_asked_waits(cast, own_database, where, request, unused_tcp_port):
    port = unused_tcp_port if where == "nowhere" else request.getfixturevalue("silent_port")
    cast.closed_visit()
    cast.berta.set_password(PASSWORD)
    cast.berta.email = "berta@example.pe"
    cast.berta.save()
    login = {"login": cast.berta.username, "password": PASSWORD}
    wrong, entered, reset, asked, page = walk(
        own_database,
        port,
        [
            ("post", reverse("account_login"), {**login, "password": "no es"}),
            ("post", reverse("account_login"), login),
            ("post", reverse("account_reset_password"), {"email": "berta@example.pe"}),
            ("post", reverse("reports:request_plan", args=[cast.tania.pk]), {}),
        ],
    )
    assert [answer[0] for answer in (wrong, entered, reset, asked)] == [200, 302, 302, 302]
    assert max(answer[1] for answer in (wrong, entered, reset, asked)) < 20
    assert "en cola" in page[3].lower()
    assert ReportJob.objects.get().status == "queued"
    assert Letter.objects.filter(status="waiting").count() == 1


def test_every_task_has_an_end() -> None:
    from accompaniment.celery import app

    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert len(ours) > 5
    for task in ours:
        soft = task.soft_time_limit or app.conf.task_soft_time_limit
        assert 0 < soft < (task.time_limit or app.conf.task_time_limit) <= 3600

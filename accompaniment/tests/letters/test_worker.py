"""A letter through a real worker: by the embedded queue and by Redis, to a mail server of this test's own."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accompaniment.models import Heartbeat, Letter
from accompaniment.tests.worker import DEADLINE, ROOT

POST = "from accompaniment.entry.reset_letter import ask_for_link; ask_for_link(address='ana@example.pe')"

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("broker", ["filesystem://", "redis"])
def test_a_worker_sends_what_was_posted_and_marks_both_queues(cast, make_lab, mail_server, broker, request):
    cast.ana.email = "ana@example.pe"
    cast.ana.save()
    lab = make_lab(request.getfixturevalue("redis_broker") if broker == "redis" else broker)
    lab.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{mail_server.port}"
    worker = lab.start_worker()
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", POST],
        cwd=ROOT, env=lab.environment, check=True, capture_output=True,
    )  # fmt: skip
    ends = time.monotonic() + DEADLINE
    while not (Letter.objects.filter(status="sent").exists() and Heartbeat.objects.count() == 2):
        assert time.monotonic() < ends, lab.log.read_text()[-4000:]
        time.sleep(0.05)
    assert len(mail_server.letters) == 1
    assert set(Heartbeat.objects.values_list("queue", flat=True)) == {"celery", "letters"}
    assert Letter.objects.get().finished_at > timezone.now() - timedelta(minutes=2)
    assert lab.stop(worker) == 0
    assert "Traceback" not in lab.log.read_text()

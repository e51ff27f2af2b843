"""Attempts are counted by every process of the web server together, without any server beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[3]
ATTEMPT = """
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
settings.CACHES["default"]["KEY_PREFIX"] = {prefix!r}
page = Client().post("/accounts/login/", {{"login": {login!r}, "password": "no es"}})
print("WAIT" if "Espera cinco minutos" in page.content.decode() else page.status_code)
"""

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def address_of_the_test_database() -> str:
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(used['NAME']))}"
    secret = f":{quote(used['PASSWORD'])}" if used["PASSWORD"] else ""
    return f"postgres://{used['USER']}{secret}@{used['HOST']}:{used['PORT'] or 5432}/{used['NAME']}"


def attempt_elsewhere(login: str) -> str:
    code = ATTEMPT.format(login=login, prefix=settings.CACHES["default"].get("KEY_PREFIX", ""))
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address_of_the_test_database()},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()[-1]


def test_two_processes_count_the_same_attempts(cast, client):
    cache.clear()
    login = cast.ana.username
    for _n in range(4):
        page = client.post(reverse("account_login"), {"login": login, "password": "no es"}).content.decode()
        assert "Espera cinco minutos" not in page
    assert attempt_elsewhere(login) == "200"
    assert attempt_elsewhere(login) == "WAIT"
    assert (
        "Espera cinco minutos"
        in client.post(reverse("account_login"), {"login": login, "password": "no es"}).content.decode()
    )

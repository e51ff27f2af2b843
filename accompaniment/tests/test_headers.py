"""What a real site (DEBUG=0, HTTPS) sends with its pages: cookies for this host alone, and headers that close doors."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from accompaniment.tests.test_environment import PRODUCTION, ROOT

ASK = """
import json
import django
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()
from django.test import Client

def ask(secure):
    page = Client().get("/accounts/login/", secure=secure, headers={"host": "acompana.example.pe"})
    cookies = {name: dict(cookie) for name, cookie in page.cookies.items()}
    return {"status": page.status_code, "headers": dict(page.headers), "cookies": cookies}

session = {name: getattr(settings, f"SESSION_COOKIE_{name}") for name in "NAME SECURE HTTPONLY SAMESITE".split()}
print(json.dumps({"https": ask(True), "http": ask(False), "session": session}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: Any) -> Any:
    """What a process of its own answers, with the settings of a real site."""
    var = tmp_path_factory.mktemp("var")
    place = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": str(var)}
    database = {"DATABASE_URL": f"sqlite:///{var}/site.sqlite3", "DJANGO_SETTINGS_MODULE": "accompaniment.settings"}
    asked = subprocess.run(
        [sys.executable, "-c", ASK], env={**PRODUCTION, **place, **database}, cwd=ROOT, capture_output=True, text=True
    )
    assert asked.returncode == 0, asked.stderr
    return json.loads(asked.stdout.splitlines()[-1])


def test_cookies_are_of_this_host_alone(site: Any) -> None:
    cookie = site["https"]["cookies"]["__Host-csrftoken"]
    assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"]) == (True, "/", "", "Lax")
    assert site["session"] == {"NAME": "__Host-sessionid", "SECURE": True, "HTTPONLY": True, "SAMESITE": "Lax"}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Content-Type", "text/html; charset=utf-8"),
    ],
)
def test_every_page_closes_a_door(site: Any, header: str, value: str) -> None:
    assert site["https"]["headers"][header] == value


def test_nothing_from_elsewhere_runs_and_nobody_frames_a_page(site: Any) -> None:
    policy = site["https"]["headers"]["Content-Security-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy


def test_https_alone_for_an_hour_at_first(site: Any) -> None:
    assert site["https"]["headers"]["Strict-Transport-Security"] == "max-age=3600"
    assert (site["http"]["status"], site["http"]["headers"]["Location"]) == (
        301,
        "https://acompana.example.pe/accounts/login/",
    )

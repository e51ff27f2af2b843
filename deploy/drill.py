"""Backs the demonstration up, ruins it, restores it elsewhere and opens its pages; prints the seconds. `make drill`."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r'href="(/[^"#?]*)"')
NOT_OPENED = ("/static/", "/accounts/logout")


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:7.1f} s  {what}", flush=True)


def run(var: Path, *command: str) -> str:
    """Do a command of that site; its own words are shown when it fails."""
    environment = {**os.environ, "VAR_DIR": str(var), "ENV_FILE": os.devnull}  # whatever this checkout is set to
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout


def manage(var: Path, *arguments: str) -> str:
    return run(var, sys.executable, "manage.py", *arguments)


def answers_of(var: Path) -> dict[str, int]:
    answers: dict[str, int] = json.loads(run(var, sys.executable, __file__, "--open"))
    return answers


def open_pages() -> dict[str, int]:
    """What each page answers that the first page of each of the demonstration's people leads to."""
    sys.path.insert(0, str(ROOT))
    os.environ.update(DJANGO_SETTINGS_MODULE="accompaniment.settings", LOG_LEVEL="ERROR")
    import django

    django.setup()
    from django.test import Client

    from accompaniment.models import User
    from demo.logins import demo_logins

    answers = {}
    for login in demo_logins():
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(User.objects.get(username=login.username))
        links = {*LINK.findall(client.get("/", follow=True).content.decode()), "/"}
        for url in sorted(link for link in links if not link.startswith(NOT_OPENED)):
            answers[f"{login.username} {url}"] = client.get(url).status_code
    return answers


def main() -> None:
    os.environ.update(SECRET_KEY=secrets.token_urlsafe(50), DEBUG="1", DATABASE_URL="", CELERY_BROKER_URL="")
    with tempfile.TemporaryDirectory(prefix="acompana-drill-") as folder:
        site, elsewhere, file = Path(folder) / "site", Path(folder) / "elsewhere", Path(folder) / "copy.zip"
        with timed("a site with the demonstration"):
            manage(site, "migrate", "--verbosity", "0")
            manage(site, "seed_demo")
        with timed("opening its pages"):
            before = answers_of(site)
        with timed("backup"):
            print(manage(site, "backup", str(file)))
        shutil.rmtree(site)
        with timed("restore into nothing"):
            print(manage(elsewhere, "restore", str(file)))
        with timed("opening its pages again"):
            after = answers_of(elsewhere)
    wrong = [page for page in before if before[page] != after.get(page)]
    if wrong or max(after.values()) >= 400:
        sys.exit(f"These pages answer otherwise: {wrong}, {[page for page in after if after[page] >= 400]}")
    print(f"{len(after)} pages answer as before.")


if __name__ == "__main__":
    if sys.argv[1:] == ["--open"]:
        print(json.dumps(open_pages()))
    else:
        main()

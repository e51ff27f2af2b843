"""How the web server starts for real: only with its static files collected."""

import logging
import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def real(tmp_path: Path) -> dict[str, str]:
    """The environment of a site with DEBUG=0."""
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(tmp_path / "var"),
        "STATIC_DIR": str(tmp_path / "static"),
        "DEBUG": "0",
        "SECRET_KEY": "only for this test 0123456789 abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "acompana.example.pe",
        "SITE_URL": "https://acompana.example.pe",
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "Acompaña <no-responder@example.pe>",
        "TRUSTED_PROXIES": "127.0.0.1",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def test_without_collected_static_files_the_start_stops_with_a_sentence(real):
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "accompaniment.wsgi"]
    result = subprocess.run(command, cwd=ROOT, env=real, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1, result.stderr
    assert "Collect them: manage.py collectstatic --no-input" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_process_killed_for_being_slow_is_not_said_to_have_wanted_memory():
    spec = spec_from_file_location("served", ROOT / "deploy" / "gunicorn.conf.py")
    served = module_from_spec(spec)
    spec.loader.exec_module(served)
    told = "Worker (pid:%s) was sent %s! Perhaps out of memory?"  # as gunicorn says it
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, told, (7, "SIGKILL"), None)
    assert served.without_guesses(record)
    assert record.getMessage() == "Worker (pid:7) was sent SIGKILL!"

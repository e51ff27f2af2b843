"""Every wrong value of the environment stops the start with a sentence that names the variable."""

import importlib.util
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
KEY = "k3y-" + "abcdefghij" * 6
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "acompana.example.pe",
    "SITE_URL": "https://acompana.example.pe",
    "TRUSTED_PROXIES": "127.0.0.1",
    "DATABASE_URL": "postgres://acompana@127.0.0.1/acompana",
    "EMAIL_URL": "dummymail://",
    "DEFAULT_FROM_EMAIL": "Acompaña <acompana@example.pe>",
}
Manage = Callable[..., "subprocess.CompletedProcess[str]"]
Read = Callable[..., ModuleType]


@pytest.fixture
def clean(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing is said but where things are."""
    return {"DEBUG": "1", "PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": str(tmp_path / "var")}


@pytest.fixture
def manage(clean: dict[str, str]) -> Manage:
    """manage("check", PORT="x") runs manage.py with this environment alone."""

    def manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**clean, **environment},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return manage


@pytest.fixture
def read(clean: dict[str, str]) -> Read:
    """read(PORT="x") reads the settings anew with this environment alone: sooner than a process of their own would."""

    def read(**environment: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location("accompaniment.settings_anew", ROOT / "accompaniment/settings.py")
        assert spec and spec.loader
        settings = importlib.util.module_from_spec(spec)
        with mock.patch.dict(os.environ, {**clean, **environment}, clear=True):
            spec.loader.exec_module(settings)
        return settings

    return read


def refusal(read: Read, **environment: str) -> str:
    """The one line with which the settings refuse this environment; manage.py ends with it."""
    with pytest.raises(ImproperlyConfigured) as refused:
        read(**environment)
    [line] = str(refused.value).splitlines()
    return line


WRONG = [
    ("DEBUG", "maybe", "not a yes or a no"),
    ("SECURE_COOKIES", "2", "not a yes or a no"),
    ("PORT", "eighty", "not a port"),
    ("PORT", "70000", "not a port"),
    ("PORT", "9" * 5000, "not a port"),
    ("VAR_DIR", "/proc/acompana", "cannot be made"),
    ("VAR_DIR", __file__, "cannot be made"),
    ("SITE_URL", "acompana.example.pe", "must begin with one of http://"),
    ("SITE_URL", "http://", "a scheme and a host alone"),
    ("SITE_URL", "https://example.pe/acompana", "a scheme and a host alone"),
    ("SITE_URL", "http://example.pe:port", "is not an address"),
    ("ALLOWED_HOSTS", "https://example.pe", "not a bare host name"),
    ("ALLOWED_HOSTS", "example.pe:8000", "not a bare host name"),
    ("TRUSTED_PROXIES", "proxy.example.pe", "Write addresses or networks"),
    ("TRUSTED_PROXIES", "10.0.0.1/8", "has host bits set"),
    ("CSRF_TRUSTED_ORIGINS", "example.pe", "needs its scheme"),
    ("ONE_TIME_CODE_DAYS", "0", "not a number of days"),
    ("REQUIRE_SECOND_FACTOR", "maybe", "not a yes or a no"),
    ("OIDC_ISSUER", "https://login.example.pe", "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME is not"),
    ("DATABASE_POOLER", "maybe", "not a yes or a no"),
    ("DATABASE_URL", "mysql://root@127.0.0.1/acompana", "begins with 'mysql'"),
    ("DATABASE_URL", "nonsense", "begins with 'nothing'"),
    ("DATABASE_URL", "postgres://postgres@127.0.0.1:54x2/acompana", "is not an address"),
    ("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/", "names no database"),
    ("DATABASE_URL", "sqlite://", "by its whole path"),
    ("DATABASE_URL", "sqlite:///acompana.sqlite3", "by its whole path"),
    ("DATABASE_URL", "sqlite:////nowhere/acompana.sqlite3", "cannot be written"),
    ("DATABASE_URL", "sqlite:////tmp", "cannot be written"),
    ("CELERY_BROKER_URL", "amqp://127.0.0.1", "begins with 'amqp'"),
    ("CELERY_BROKER_URL", "redis://127.0.0.1:6379/first", "must look like redis://"),
    ("CELERY_BROKER_URL", "redis:///0", "must look like redis://"),
    ("EMAIL_URL", "pigeon://loft", "begins with 'pigeon'"),
    ("EMAIL_URL", "smtp+tls://", "names no server"),
    ("EMAIL_URL", "filemail://", "names no directory"),
    ("DEFAULT_FROM_EMAIL", "Acompaña", "has no @"),
    ("HSTS_SECONDS", "an hour", "not a number of seconds"),
    ("LOG_LEVEL", "chatty", "not a log level"),
]


@pytest.mark.parametrize(("name", "value", "reason"), WRONG)
def test_wrong_value_stops_the_start(read: Read, name: str, value: str, reason: str) -> None:
    sentence = refusal(read, **{name: value})
    assert name in sentence
    assert reason in sentence


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too easy"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too easy"),
        ({"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY is too easy"),
        ({"SECRET_KEY_FALLBACKS": f"{KEY},short"}, "SECRET_KEY_FALLBACKS is too easy"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"SECURE_COOKIES": "0"}, "SECURE_COOKIES=0"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"EMAIL_URL": ""}, "EMAIL_URL must say where letters go"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL must say where letters go"),
        ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL must be an address of yours"),
        ({"DEFAULT_FROM_EMAIL": "Acompaña <nadie@localhost>"}, "DEFAULT_FROM_EMAIL must be an address of yours"),
        ({"TRUSTED_PROXIES": ""}, "TRUSTED_PROXIES must name your proxy"),
        ({"SITE_URL": ""}, "SITE_URL must begin with https://"),
        ({"SITE_URL": "http://acompana.example.pe"}, "SITE_URL must begin with https://"),
    ],
)
def test_unsafe_production_stops_the_start(read: Read, change: dict[str, str], reason: str) -> None:
    assert reason in refusal(read, **{**PRODUCTION, **change})


def test_the_start_says_one_sentence_and_nothing_else(manage: Manage) -> None:
    result = manage("check", PORT="eighty")
    assert result.returncode == 1
    assert "PORT" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def test_no_sentence_repeats_a_password(manage: Manage) -> None:
    result = manage("check", DATABASE_URL="postgres://ana:hunter2@127.0.0.1:54x2/acompana")
    assert result.returncode == 1
    assert "hunter2" not in result.stderr + result.stdout


def test_a_site_is_a_real_one_unless_it_is_said(manage: Manage) -> None:
    result = manage("migrate", DEBUG="")
    assert result.returncode == 1 and "SECRET_KEY is missing and DEBUG=0" in result.stderr


def test_browsers_insist_on_https_for_an_hour_and_for_this_host_alone(read: Read) -> None:
    def said(**more: str) -> tuple[int, bool, bool]:
        settings = read(**PRODUCTION, **more)
        return (
            settings.SECURE_HSTS_SECONDS,
            settings.SECURE_HSTS_INCLUDE_SUBDOMAINS,
            settings.SECURE_HSTS_PRELOAD,
        )

    assert said() == (3600, False, False)
    assert said(HSTS_SECONDS="31536000", HSTS_SUBDOMAINS="1") == (31536000, True, False)


def test_check_deploy_is_clean(manage: Manage) -> None:
    result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_empty_means_default(manage: Manage) -> None:
    names = (name for name in documented() if name not in {"DEBUG", "ENV_FILE", "VAR_DIR"})
    result = manage("check", **dict.fromkeys(names, ""))
    assert result.returncode == 0, result.stderr


def test_site_address_follows_port(read: Read) -> None:
    assert read(PORT="8123").SITE_URL == "http://127.0.0.1:8123"


def test_what_the_database_address_asks_for_stays(read: Read) -> None:
    options = read(DATABASE_URL="postgres://ana@127.0.0.1/acompana?sslmode=require").DATABASES["default"]["OPTIONS"]
    assert options["sslmode"] == "require"
    assert "jit=off" in options["options"]


def test_what_is_personal_opens_for_this_account_alone(manage: Manage, tmp_path: Path) -> None:
    assert manage("check").returncode == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "var").iterdir()}
    assert modes == {"private": 0o700, "broker": 0o700, "acompana.sqlite3": 0o600, "secret_key": 0o600}
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o711  # a proxy passes through it to the static files


def test_static_files_are_light_and_a_proxy_may_read_them(manage: Manage, tmp_path: Path) -> None:
    assert manage("collectstatic", "--no-input", **PRODUCTION).returncode == 0
    root = tmp_path / "var" / "static"
    files = [path for path in root.rglob("*.css*") if path.is_file()]
    assert files and {stat.S_IMODE(path.stat().st_mode) & 0o044 for path in files} == {0o044}
    served = json.loads((root / "staticfiles.json").read_text())["paths"]
    script = (root / served["js/draft.js"]).read_text()
    assert f'from "./{Path(served["js/copies.js"]).name}"' in script and "\n//" not in script
    assert "MIT" in (root / served["css/bootstrap.css"]).read_text()
    assert (root / served["css/app.css"]).stat().st_size < (root / "css" / "app.css").stat().st_size * 0.9


def test_relative_var_dir_starts_at_the_project(read: Read) -> None:
    assert read(VAR_DIR="var").VAR_DIR == ROOT / "var"


def test_secret_can_come_from_a_file(read: Read, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY)
    environment = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}
    assert read(SECRET_KEY_FILE=str(tmp_path / "key"), **environment).SECRET_KEY == KEY


def test_env_file_is_read_and_the_environment_wins(read: Read, tmp_path: Path) -> None:
    (tmp_path / "mine.env").write_text("PORT=8111\nLOG_LEVEL=ERROR\n")
    settings = read(ENV_FILE=str(tmp_path / "mine.env"), PORT="8222")
    assert (settings.PORT, settings.LOGGING["root"]["level"]) == (8222, "ERROR")


def test_two_processes_make_one_development_key(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from accompaniment import secret_keys;"
        "sys.stdin.readline(); print(secret_keys.secret_key('SECRET_KEY', debug=True, var=Path(sys.argv[1])))"
    )
    clean = {"PATH": os.environ["PATH"]}
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            cwd=ROOT,
            env=clean,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    keys = {racer.communicate(timeout=60)[0].strip() for racer in racers}
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def documented() -> set[str]:
    """Names in .env.example, each commented out because each has a default."""
    return set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))


def test_env_example_lists_what_the_code_reads() -> None:
    read = set()
    for app in ("accompaniment", "rubrics", "visits", "reports", "demo"):
        for path in (ROOT / app).rglob("*.py"):
            if "tests" not in path.parts:
                source = path.read_text(encoding="utf-8")
                read |= set(re.findall(r"\b(?:environment|secret_keys)\.[a-z_]+\(\s*\"([A-Z_]+)\"", source))
                read |= set(re.findall(r"\benv\.[a-z_]+\(\s*\"([A-Z_]+)\"", source))
                read |= set(re.findall(r"\bos\.(?:environ\.get\(|getenv\(|environ\[)\s*\"([A-Z_]+)\"", source))
    assert documented() == read


def test_var_is_never_in_the_repository() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"var/", ".env"} <= set(ignored)

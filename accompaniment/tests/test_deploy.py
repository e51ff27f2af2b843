"""What a newcomer types works: setting up, starting, stopping; and the README keeps its promises."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "cat", "cut", "dirname", "id", "sha256sum")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """`make run` without make: a site of its own in a temporary directory."""

    def __init__(self, var: Path, port: int) -> None:
        self.port = port
        self.log = var.with_suffix(".log")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "PYTHONUNBUFFERED": "1",
            "ENV_FILE": os.devnull,
            "VAR_DIR": str(var),
            "PORT": str(port),
        }
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "deploy/run.py"], cwd=ROOT, env=environment, stdout=output, stderr=output
            )

    def wait_until_ready(self) -> str:
        limit = time.monotonic() + 180
        while "Ctrl-C stops it" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < limit, self.log.read_text()
            time.sleep(0.1)
        return self.log.read_text()

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def press_ctrl_c(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def end(self) -> None:
        if self.process.poll() is None:
            self.press_ctrl_c()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[type]:
    started: list[Site] = []

    def start() -> Site:
        started.append(Site(tmp_path / "var", free_port()))
        return started[-1]

    yield start
    for site in started:
        site.end()


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def rows(var: Path) -> dict[str, int]:
    """How many rows each table holds, but for those that every start may touch."""
    with closing(sqlite3.connect(var / "acompana.sqlite3")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        names.remove("accompaniment_heartbeat")
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


@pytest.mark.worker
def test_it_runs_stops_cleanly_and_runs_again_until_its_worker_dies(start, tmp_path: Path) -> None:
    """In one test, because a first start prepares a database and the demonstration for half a minute."""
    site = start()
    printed = site.wait_until_ready()
    assert f"http://127.0.0.1:{site.port}" in printed
    with urllib.request.urlopen(f"http://127.0.0.1:{site.port}/accounts/login/") as answer:
        assert answer.status == 200
    children = site.children()
    assert len(children) == 2
    assert site.press_ctrl_c() == 0
    assert not any(map(is_alive, children))
    assert "Traceback" not in site.log.read_text()
    before = rows(tmp_path / "var")

    site = start()
    site.wait_until_ready()
    server, worker = site.children()
    os.kill(worker, signal.SIGKILL)
    assert site.process.wait(timeout=60) == 1
    assert "worker ended by itself" in site.log.read_text()
    assert not is_alive(server)
    assert rows(tmp_path / "var") == before


def test_busy_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        site = Site(tmp_path / "var", taken.getsockname()[1])
        assert site.process.wait(timeout=60) == 1
    assert site.log.read_text().strip().splitlines() == [
        f"Port {site.port} is already in use. Choose another: PORT={site.port + 1} make run"
    ]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A directory with setup.sh and a PATH on which there is neither Python nor apt-get."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "setup.sh", tmp_path / "deploy")
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "path").mkdir()
    for tool in TOOLS:
        (tmp_path / "path" / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def set_up(directory: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(shutil.which("bash")), "deploy/setup.sh", "requirements.txt"],
        cwd=directory,
        env={"PATH": str(directory / "path"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_python_it_names_the_command(bare: Path) -> None:
    result = set_up(bare)
    assert result.returncode == 1
    assert "needs Python 3.11" in result.stderr
    assert "sudo apt-get install python3.11" in result.stderr


def test_wrong_python_is_named(bare: Path) -> None:
    result = set_up(bare, PYTHON="/nowhere/python")
    assert result.returncode == 1
    assert "PYTHON=/nowhere/python is not a Python 3.11" in result.stderr


def pretend_environment(directory: Path, missing: str) -> None:
    """A .venv that was installed before, whose Python cannot load the library `missing`."""
    (directory / ".venv" / "bin").mkdir(parents=True)
    python = directory / ".venv" / "bin" / "python"
    python.write_text(f'#!{shutil.which("bash")}\ncase "$*" in *{missing}*) exit 1 ;; esac\n')
    python.chmod(0o755)
    twice = subprocess.run(["sha256sum"], input="", capture_output=True, text=True, check=True).stdout
    (directory / ".venv" / "installed-requirements.txt").write_text(twice)


def test_missing_pango_stops_and_names_the_command(bare: Path) -> None:
    pretend_environment(bare, "libpango")
    result = set_up(bare)
    assert result.returncode == 1
    assert "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in result.stderr


def test_missing_subsetter_warns_and_goes_on(bare: Path) -> None:
    pretend_environment(bare, "libharfbuzz-subset")
    result = set_up(bare)
    assert result.returncode == 0, result.stderr
    assert "sudo apt-get install libharfbuzz-subset0" in result.stderr


def test_nothing_to_do_is_silent(bare: Path) -> None:
    pretend_environment(bare, "nothing-of-the-kind")
    result = set_up(bare)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def pinned() -> list[str]:
    lines = "".join((ROOT / name).read_text() for name in ("requirements.txt", "requirements-dev.txt")).splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r"))]


def test_every_requirement_is_pinned() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+(\[\w+\])?==[\w.]+", line) for line in pinned()), pinned()


def test_readme_says_what_each_requirement_is_for() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What it is built with")[2]
    explained = {name.lower() for name in re.findall(r"^- \*\*([\w.-]+)\*\*: \w+", section, re.MULTILINE)}
    assert explained == {re.split(r"\[|==", line)[0].lower() for line in pinned()}


def test_readme_points_at_files_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [path for path in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text) if not (ROOT / path).exists()]
    assert not missing

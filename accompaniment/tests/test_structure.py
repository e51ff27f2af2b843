"""The rules of the house that no reviewer should have to remember."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["accompaniment", "rubrics", "visits", "reports", "demo"]
PLUMBING = {"urls.py", "settings.py", "celery.py", "wsgi.py"}


def own_code(floor: str) -> Iterator[Path]:
    return (p for p in (ROOT / floor).rglob("*.py") if "migrations" not in p.parts and "tests" not in p.parts)


def imported_packages(path: Path) -> set[str]:
    packages = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            packages |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            packages.add(node.module.split(".")[0])
    return packages


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_point_down(floor: str) -> None:
    above = set(FLOORS[FLOORS.index(floor) + 1 :])
    upward = [
        f"{path.relative_to(ROOT)} imports {package}"
        for path in own_code(floor)
        if path.name not in PLUMBING
        for package in imported_packages(path) & above
    ]
    assert not upward


def forms_named(path: Path) -> list[str]:
    imports = (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)
    )
    return [node.module for node in imports if node.module and "forms" in node.module.split(".")]


@pytest.mark.parametrize("floor", ["rubrics", "visits"])
def test_services_know_no_forms(floor: str) -> None:
    services = [*(ROOT / floor / "services").glob("*.py"), *(ROOT / floor / "record").glob("rec*.py")]
    assert services
    assert not [f"{path.relative_to(ROOT)} imports {name}" for path in services for name in forms_named(path)]


def test_files_stay_readable() -> None:
    long = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if not {".venv", "migrations", "var"} & set(path.parts)
        and len(path.read_text(encoding="utf-8").splitlines()) > 400
    ]
    assert not long

"""The rules of the house that no reviewer should have to remember: floors, rooms, and which may import which.

docs/architecture.md says why. A rule is mended here only together with that page.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["accompaniment", "rubrics", "visits", "reports", "demo"]

# A room's code imports from itself and from rooms to the left of it on its own floor.
ROOMS = {
    "accompaniment": [
        "lib", "access", "navigation", "audit", "jobs", "exports", "territory", "letters", "accounts", "submissions",
        "campaigns", "people", "logs", "health", "entry", "alarms", "registry", "roster", "merging", "backup",
        "saved_views",
    ],
    "rubrics": ["catalogues", "instruments", "practice"],
    "visits": [
        "alerts", "record", "commitments", "contacts", "calibration", "talk", "closing", "plan", "today", "training",
        "overview", "groups",
    ],
    "reports": ["people_data", "plans", "documents", "dashboards", "downloads",
        "indicators"],
    "demo": [],
}  # fmt: skip

# Tables come before what is done with them: any room may read a table of its floor, and models import models alone,
# which these few modules that models are made of count among.
OF_MODELS = {"accompaniment.lib", "accompaniment.access", "accompaniment.audit"}

# Files of a floor that its rooms stand on; every other one ties the rooms together, and no room imports it.
FOUNDATIONS = {"rubrics.agreement", "rubrics.scales", "rubrics.scoring", "visits.signals"}

# What every room may have, so that the name says nothing without its folder, and needs no other.
PARTS = {"__init__", "columns", "errors", "exports", "fields", "files", "forms", "guards", "models", "pages",
         "reading", "searches", "services", "signals", "tables", "tasks", "urls", "wording", "writing"}  # fmt: skip

LONGEST_FILE = 300
LONG_FOR_A_REASON = {
    "visits/record/models/visits.py": "a visit's states, and who may do what in each, are read side by side",
}
LAZY_IMPORTS = {  # only workers pay for loading WeasyPrint
    "reports/documents/issue.py",
    "reports/tasks.py",
}


def own_code(floor: str) -> list[Path]:
    return [p for p in sorted((ROOT / floor).rglob("*.py")) if not {"migrations", "tests"} & set(p.parts)]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for floor in FLOORS for path in own_code(floor)}


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def absolute(module: str, node: ast.ImportFrom) -> str:
    """The module that a `from … import` names, its dots resolved."""
    if not node.level:
        return node.module or ""
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    parents = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parents, *filter(None, [node.module])])


def only_for_types(module: str) -> set[ast.AST]:
    """Imports under `if TYPE_CHECKING`: they are read by the type checker alone, and tie nothing together."""
    branches = (node for node in ast.walk(tree_of(module)) if isinstance(node, ast.If))
    tests = [branch for branch in branches if "TYPE_CHECKING" in ast.dump(branch.test)]
    return {inner for test in tests for statement in test.body for inner in ast.walk(statement)}


@cache
def faces() -> dict[str, dict[str, str]]:
    """Packages and modules that only hand on what other modules define: name by name, where it is defined."""
    handed: dict[str, dict[str, str]] = {}
    for module in MODULES:
        if module.endswith(".models") and module.count(".") == 1 or MODULES[module].name == "__init__.py":
            found = [node for node in tree_of(module).body if isinstance(node, ast.ImportFrom)]
            handed[module] = {alias.name: absolute(module, node) for node in found for alias in node.names}
    return handed


def imports_of(module: str) -> Iterator[tuple[str, ast.ImportFrom]]:
    """Every module of ours that a module imports when it runs."""
    skipped = only_for_types(module)
    for node in ast.walk(tree_of(module)):
        if not isinstance(node, ast.ImportFrom) or node in skipped:
            continue
        source = absolute(module, node)
        if source.split(".")[0] not in FLOORS:
            continue
        for alias in node.names:
            inner = f"{source}.{alias.name}"
            yield inner if inner in MODULES else faces().get(source, {}).get(alias.name, source), node


def room_of(module: str) -> str:
    """`visits.record` for `visits.record.forms.header`; empty for a file of the floor itself."""
    floor, *rest = module.split(".")
    return f"{floor}.{rest[0]}" if rest and rest[0] in ROOMS[floor] else ""


def is_model(module: str) -> bool:
    return "models" in module.split(".")[2:]


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_point_down(floor: str) -> None:
    above = set(FLOORS[FLOORS.index(floor) + 1 :])
    plumbing = {f"{floor}.{name}" for name in ("urls", "settings", "celery", "wsgi")}
    upward = [
        f"{module} imports {source}"
        for module in MODULES
        if module.split(".")[0] == floor and module not in plumbing
        for source, _node in imports_of(module)
        if source.split(".")[0] in above
    ]
    assert not upward


@pytest.mark.parametrize("floor", FLOORS)
def test_every_folder_is_a_room(floor: str) -> None:
    """A new room takes its place among the others, and with it what it may import."""
    others = {"formats", "management", "migrations", "templatetags", "tests", "data", "__pycache__"}
    folders = {path.name for path in (ROOT / floor).iterdir() if path.is_dir()} - others
    assert folders == set(ROOMS[floor])


@pytest.mark.parametrize("floor", FLOORS)
def test_rooms_import_what_stands_before_them(floor: str) -> None:
    order = [f"{floor}.{name}" for name in ROOMS[floor]]
    assert not [
        f"{module} imports {source}"
        for module in MODULES
        if (room := room_of(module)) in order
        for source, _node in imports_of(module)
        if source.startswith(f"{floor}.")
        and (there := room_of(source)) != room
        and not is_model(source)
        and (not there or order.index(there) > order.index(room))
        and source not in FOUNDATIONS
        and not source.startswith(f"{floor}.templatetags")
    ]


def test_models_import_models_alone() -> None:
    """Tables are laid under everything else: no service, form or page is below one."""
    assert not [
        f"{module} imports {source}"
        for module in MODULES
        if is_model(module)
        for source, _node in imports_of(module)
        if source.split(".")[0] == module.split(".")[0]
        and not is_model(source)
        and room_of(source) not in OF_MODELS | {room_of(module)}
        and source not in FOUNDATIONS
    ]


def test_lib_knows_nothing_of_the_app() -> None:
    assert not [
        f"{module} imports {source}"
        for module in MODULES
        if room_of(module) == "accompaniment.lib"
        for source, _node in imports_of(module)
        if room_of(source) != "accompaniment.lib"
    ]


def test_only_forms_and_pages_import_forms() -> None:
    """What decides stands on its own: a form reads what was typed and draws it, and decides nothing."""

    def is_form(module: str) -> bool:
        return "forms" in module.split(".")[2:]

    outside = {"forms", "pages", "urls", "exports"}  # a list is taken away by the very filter of its page
    assert not [
        f"{module} imports {source}"
        for module in MODULES
        if not outside & set(module.split(".")) and not draws_pages(module)
        for source, _node in imports_of(module)
        if is_form(source) and not source.startswith("accompaniment.lib.forms")
        if module not in READS_A_ROW_AS_A_FORM
    ]


# A row of the roster says of a person what the form says, and is told what is wrong with it in the same words.
READS_A_ROW_AS_A_FORM = {"accompaniment.roster.rows"}


def draws_pages(module: str) -> bool:
    """A room with several pages has one file for each, by whatever name: it renders templates."""
    return any(isinstance(node, ast.ImportFrom) and node.module == "django.shortcuts" for node in tree_of(module).body)


def test_no_circles() -> None:
    arrows = {module: {source for source, _node in imports_of(module) if source != module} for module in MODULES}
    assert not list(circles(arrows))


def circles(arrows: dict[str, set[str]]) -> Iterator[list[str]]:
    """Every group of modules in which each leads to each other, by taking away what imports nothing that is left."""
    left = dict(arrows)
    while free := [module for module, sources in left.items() if not sources & left.keys()]:
        for module in free:
            del left[module]
    imported: set[str] = set().union(*left.values()) if left else set()
    ring = sorted(module for module in left if module in imported)
    if ring:
        yield ring


def test_imports_stand_at_the_top() -> None:
    lazy = [
        f"{MODULES[module].relative_to(ROOT)}:{node.lineno}"
        for module in MODULES
        for function in ast.walk(tree_of(module))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and str(MODULES[module].relative_to(ROOT)) not in LAZY_IMPORTS
    ]
    assert not lazy


def test_names_say_what_is_in_a_file() -> None:
    """A part that every room has says nothing without its folder; any other name is that of one idea, or of two."""
    rooms = defaultdict(set)
    for module, path in MODULES.items():
        if path.stem not in PARTS and (room := room_of(module)):
            rooms[path.stem].add(room)
    assert not {name: there for name, there in rooms.items() if len(there) > 2}


def test_files_stay_readable() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {length}"
        for path in python_files()
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > limit_of(path)
        and str(path.relative_to(ROOT)) not in LONG_FOR_A_REASON
    ]
    assert not long


def limit_of(path: Path) -> int:
    return 400 if "tests" in path.parts or path.name == "conftest.py" else LONGEST_FILE


def python_files() -> Iterable[Path]:
    skipped = {".venv", "migrations", "var"}
    return (path for path in sorted(ROOT.rglob("*.py")) if not skipped & set(path.relative_to(ROOT).parts))


def test_lists_are_paged_in_one_way() -> None:
    """Keys first, then the rows with their joins: else these are made for every row that is skipped."""
    paging = {
        module_of(path)
        for floor in FLOORS
        for path in own_code(floor)
        if "Paginator(" in path.read_text(encoding="utf-8")
    }
    assert paging == {"accompaniment.lib.paging"}


def test_tests_wait_for_a_page_as_its_policy_lets_them() -> None:
    """Playwright's own way looks again by eval(), which our pages refuse; `wait_until` of tests/browser.py does not."""
    waiting = "." + "wait_for_function("
    assert not [str(path) for path in python_files() if waiting in path.read_text(encoding="utf-8")]

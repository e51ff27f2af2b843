"""What a layer may know of another, beyond the direction of imports: read from the source of every file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.template.loader import get_template

from accompaniment.lib.contributions import contributing_apps

from .test_structure import ROOT, own_code

FLOORS = ["accompaniment", "rubrics", "visits"]
# The keys that a person reaches: for querysets alone. Whoever decides about one row asks a verb of Reach.
SETS = {
    "accompanied_institutions",
    "accompanied_posts",
    "accompanied_teachers",
    "companion_ids",
    "companion_ugels",
    "directed_institutions",
    "reader_regions",
    "specialist_ugels",
}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def attributes(path: Path) -> Iterator[str]:
    tree = tree_of(path)
    return (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def is_queryset_code(path: Path) -> bool:
    return bool({"models", "access"} & set(path.relative_to(ROOT).parts)) or path.name == "models.py"


@pytest.mark.parametrize("floor", FLOORS)
def test_only_querysets_count_with_what_a_person_reaches(floor: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in own_code(floor)
        if not is_queryset_code(path)
        for name in attributes(path)
        if name in SETS
    ]
    assert not found


def test_templates_ask_verbs_too() -> None:
    pages = [page for page in (ROOT / "templates").rglob("*") if page.is_file()]
    assert not [str(page) for page in pages if any(f"reach.{name}" in page.read_text("utf-8") for name in SETS)]


def test_access_imports_nothing_of_the_app() -> None:
    for path in (ROOT / "accompaniment" / "access").glob("*.py"):
        tree = tree_of(path)
        guarded = {id(node) for branch in ast.walk(tree) if isinstance(branch, ast.If) for node in ast.walk(branch)}
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and id(node) not in guarded]
        assert not [node.module for node in imports if node.level > 1], path


def imports_of(path: Path) -> Iterator[tuple[ast.ImportFrom, bool]]:
    """Each `from … import` of a file, and whether it stands inside a function."""
    tree = tree_of(path)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    return ((node, id(node) in inside) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))


@pytest.mark.parametrize("floor", FLOORS)
def test_no_import_hides_in_a_function(floor: str) -> None:
    hidden = [(path.name, node.module) for path in own_code(floor) for node, inside in imports_of(path) if inside]
    assert not hidden


@pytest.mark.parametrize("floor", ["accompaniment", "rubrics"])
def test_services_know_no_forms(floor: str) -> None:
    """Forms call services and show their refusals; a third party's module of that name is another thing."""
    services = [path for path in own_code(floor) if "services" in path.parts or path.name == "services.py"]
    found = [
        (str(path.relative_to(ROOT)), node.module)
        for path in services
        for node, _inside in imports_of(path)
        if (node.level or (node.module or "").split(".")[0] in FLOORS) and "forms" in (node.module or "").split(".")
    ]
    assert services and not found


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(path: Path, known: set[str]) -> set[str]:
    """The modules of `known` that a file imports when it is loaded: what only types need is left out."""
    tree = tree_of(path)
    for_types = [b for b in ast.walk(tree) if isinstance(b, ast.If) and getattr(b.test, "id", "") == "TYPE_CHECKING"]
    skipped = {id(node) for branch in for_types for node in ast.walk(branch)}
    package = list(path.relative_to(ROOT).parts[:-1])
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in skipped:
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{module}.{name.name}" if f"{module}.{name.name}" in known else module for name in node.names}
    return (found & known) - {module_of(path)}


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_run_in_no_circle(floor: str) -> None:
    files = {module_of(path): path for path in own_code(floor)}
    arrows = {name: imported_modules(path, set(files)) for name, path in files.items()}
    while ends := {name for name, targets in arrows.items() if not targets}:  # what imports nothing is in no circle
        arrows = {name: targets - ends for name, targets in arrows.items() if name not in ends}
    assert not arrows, sorted(arrows)


ORDER = ["accompaniment", "rubrics", "visits", "reports"]
PLUMBING = {"urls.py", "settings.py"}


def names_of_upper(floor: str) -> re.Pattern[str]:
    """What begins like a route or a model's label of an app above this one: `visits:list`, `visits.visit`."""
    return re.compile(rf"^({'|'.join(ORDER[ORDER.index(floor) + 1 :])})[:.]\w")


@pytest.mark.parametrize("floor", ORDER[:-1])
def test_no_route_or_model_of_an_upper_app_is_named_below(floor: str) -> None:
    upper = names_of_upper(floor)
    texts = (
        (str(path.relative_to(ROOT)), node.value)
        for path in own_code(floor)
        if path.name not in PLUMBING
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    assert not [(path, text) for path, text in texts if upper.match(text)]


@pytest.mark.parametrize("floor", ORDER[:-1])
def test_no_route_of_an_upper_app_is_named_in_templates_below(floor: str) -> None:
    upper = names_of_upper(floor)
    pages = [page for page in (ROOT / "templates" / floor).rglob("*.*") if page.is_file()]
    words = [(str(page.relative_to(ROOT)), word) for page in pages for word in re.split(r"[\s'\"]+", page.read_text())]
    assert not [(page, word) for page, word in words if ":" in word and upper.match(word)]


def test_what_apps_say_of_themselves_exists() -> None:
    for app in contributing_apps():
        for template in app.sections.values():
            get_template(template)
        for route in (*(entry.route for entry in app.navigation), *app.pages.values()):
            assert re.fullmatch(r"[a-z_]+(:[a-z_]+)?", route)
        for label in (*app.held_models, *app.logged_models, *app.pages):
            apps.get_model(label)


def test_every_app_says_something_and_every_section_has_its_place() -> None:
    assert [app.name for app in contributing_apps()][:4] == ORDER  # type: ignore[attr-defined]
    pages = "\n".join(page.read_text() for page in (ROOT / "templates").rglob("*.html"))
    places = {place for app in contributing_apps() for place in app.sections}
    assert places == set(re.findall(r'{% section "([^"]*)" %}', pages))

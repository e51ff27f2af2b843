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

FLOORS = ["accompaniment", "rubrics", "visits", "reports"]
# The keys that a person reaches: for querysets alone. Whoever decides about one row asks a verb of Reach.
SETS = {
    "accompanied_institutions",
    "accompanied_posts",
    "accompanied_teachers",
    "companion_ids",
    "companion_ugels",
    "directed_institutions",
    "managed_posts",
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
    return bool({"models", "access"} & set(path.relative_to(ROOT).parts)) or path.name in {"models.py", "queries.py"}


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
        assert not [node.module for node in imports if (node.module or "").startswith("accompaniment")], path


ORDER = ["accompaniment", "rubrics", "visits", "reports"]
PLUMBING = {"urls.py", "settings.py", "timetable.py"}


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

"""What a layer may know of another, beyond the direction of imports: read from the source of every file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def attributes(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def is_queryset_code(path: Path) -> bool:
    return bool({"models", "access"} & set(path.relative_to(ROOT).parts)) or path.name in {"models.py", "models"}


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
        tree = ast.parse(path.read_text(encoding="utf-8"))
        guarded = {id(node) for branch in ast.walk(tree) if isinstance(branch, ast.If) for node in ast.walk(branch)}
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and id(node) not in guarded]
        assert not [node.module for node in imports if node.level > 1], path

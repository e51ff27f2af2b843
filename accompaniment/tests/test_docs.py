"""The pages for whoever works on the project lead where they say, and the glossary knows every table."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_the_glossary_has_every_table() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    ours = [model for model in apps.get_models() if (ROOT / model._meta.app_label).is_dir()]
    assert not [model.__name__ for model in ours if f"`{model.__name__}`" not in glossary]


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert not [page.name for page in folder.glob("[0-9]*.md") if f"({page.name})" not in index]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_exist(page: Path) -> None:
    """Pages and recipes say where things are; «NN» and «<…>» stand for a name of the reader's."""
    tops = "accompaniment|rubrics|visits|reports|demo|docs|deploy|static"
    named = re.findall(rf"`((?:{tops})/[\w./-]+)`", page.read_text(encoding="utf-8"))
    to_be_made = ("studies", "00NN")
    assert not [name for name in named if not (ROOT / name).exists() and not any(part in name for part in to_be_made)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_names_in_code_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(r"`((?:accompaniment|rubrics|visits|reports|demo)(?:\.\w+)+)", page.read_text(encoding="utf-8"))
    files = (".py", ".html")
    assert not [name for name in named if not name.endswith(files) and not any(found(name))]


def found(name: str) -> list[Any]:
    """What a dotted name leads to, from its longest part that is a module; nothing when it leads nowhere."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            there: Any = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            there = getattr(there, part, None)
        return [there]
    return []


def test_pages_that_the_guide_says_can_be_taken_back_exist() -> None:
    guide = (ROOT / "docs" / "look.md").read_text(encoding="utf-8")
    section = guide.partition("## What can be taken back")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")]
    named = {name for cell in cells for name in re.findall(r"`([a-z_]+(?::[a-z_]+)?)`", cell)}
    assert len(named) > 15
    commands = {"restore", "purge_personal_data", "import_padron"}
    assert not named - commands - set(_routes(get_resolver()))


def _routes(resolver: Any, within: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern, f"{within}{pattern.namespace}:" if pattern.namespace else within)
        elif pattern.name:
            yield f"{within}{pattern.name}"

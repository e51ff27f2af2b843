"""Every page has one of the six shapes, one way back, and leaves in one way: docs/look.md says which."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
SHAPES = ("home", "list", "detail", "form", "step", "document")
OF_NO_SHAPE = {
    "base.html": "what the shapes extend",
    "shapes/*": "the shapes themselves",
    "fault.html": "drawn while nothing works: no database, no header",
    "[45]??.html": "a refusal or a failure: it says where to go on",
    "file_lost.html": "likewise",
    "accompaniment/entry/expired.html": "likewise, with what was typed",
    "pdf/*": "paper",
    "reports/people_data/my_data.html": "a file that is taken away",
    "account/password_set.html": "the one of choosing a password",
}
PARENT = re.compile(r'\{% extends "([^"]+)" %\}')
BY_HAND = re.compile(r"[←‹]|class=\"[^\"]*(?:breadcrumb|app-crumb)")
SHOWS_BOTH = "demo/design.html"
DRAWN_BY = {"includes/way_back.html", "visits/plan/calendar.html"}  # a calendar's arrow leads to the month before


def pages() -> list[str]:
    """Every template that is a page of its own, which extends another one."""
    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.html"))]
    whole = [name for name in names if PARENT.match(text_of(name))]
    return [name for name in whole if not any(Path(name).match(pattern) for pattern in OF_NO_SHAPE)]


def text_of(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def shape_of(name: str) -> str:
    """The shape that a page has, through whatever page it extends; empty without one."""
    while parent := PARENT.match(text_of(name)):
        name = parent[1]
        if name.startswith("shapes/"):
            return Path(name).stem
    return ""


def test_every_page_has_a_shape():
    assert len(pages()) > 120
    assert not [name for name in pages() if shape_of(name) not in SHAPES]


def test_every_shape_is_used_and_said():
    assert {shape_of(name) for name in pages()} == set(SHAPES)
    look = (TEMPLATES.parent / "docs" / "look.md").read_text(encoding="utf-8")
    assert not [shape for shape in SHAPES if f"| {shape} |" not in look]


def test_what_has_no_shape_is_there():
    assert not [pattern for pattern in OF_NO_SHAPE if not list(TEMPLATES.glob(pattern))]


def test_no_page_draws_a_way_back_by_hand():
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")]
    assert not [name for name in names if name not in DRAWN_BY and BY_HAND.search(text_of(name))]


def test_a_form_and_a_step_are_left_by_their_own_word():
    """Both words are `_actions.html`'s: a step passes `is_step`, whatever is typed into is left without saving."""
    for name in set(pages()) - {SHOWS_BOTH}:
        included = re.findall(r'\{% include "accompaniment/_(?:form|actions)\.html"([^%]*)%\}', text_of(name))
        assert all(("is_step=True" in how) == (shape_of(name) == "step") for how in included), name


def test_an_empty_list_names_where_it_leads():
    """A link without a word is a button that says nothing."""
    drawn = re.compile(r'includes/empty\.html" with ([^%]*)%}')
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")]
    parts = [(name, said) for name in names for said in drawn.findall(text_of(name))]
    assert len(parts) > 30
    assert not {name for name, said in parts if "url=" in said and "action=" not in said}

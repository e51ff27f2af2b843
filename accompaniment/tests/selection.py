"""Which tests a second run on another database leaves out."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-with-database", action="store_true", help="leave out what is the same on any database")
    parser.addoption("--only-where-databases-differ", action="store_true", help="leave out more, on a slow machine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With one of these options, a second run on another database does not repeat what is the same on any."""
    if config.getoption("only_where_databases_differ"):
        wanted = differs_by_database
    elif config.getoption("only_with_database"):
        wanted = depends_on_database
    else:
        return
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


# What these look at is made by our own code of rows that any database gives alike: texts, files, drawings, and pages
# one after another whose questions the tests of their rooms ask on both.
ABOUT_WHAT_IS_MADE_OF_ROWS = (
    "accompaniment/tests/test_translation.py",
    "accompaniment/tests/entry/test_navigation.py",
    "accompaniment/tests/entry/test_see_as.py",
    "accompaniment/tests/roster/test_files.py",
    "accompaniment/tests/roster/test_refused.py",
    "demo/tests/test_story.py",
    "reports/tests/dashboards/test_figures.py",
    "reports/tests/documents/test_page_breaks.py",
    "reports/tests/documents/test_pdf.py",
    "reports/tests/documents/test_visit_sheet.py",
    "reports/tests/test_access.py",
    "reports/tests/test_language.py",
    "reports/tests/test_search_everywhere.py",
    "rubrics/tests/instruments/test_files.py",
)


def depends_on_database(item: pytest.Item) -> bool:
    """Whether a test asks the database. What a browser does with the pages is the same over any, and their requests are
    sent by other tests too: of those it is the journey through browser, worker and queue together.
    """
    if item.nodeid.startswith(ABOUT_WHAT_IS_MADE_OF_ROWS):
        return False
    marks = {mark.name for mark in item.iter_markers()}
    if "browser" in marks:
        return "worker" in marks
    return "django_db" in marks or bool({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))


# Where one database may answer otherwise than another: who sees what in random worlds, plans of queries, searches,
# long lists, what is written in bulk and many at once.
WHERE_DATABASES_DIFFER = (
    "access_property",
    "at_once",
    "consolidated",
    "documents/test_made_together",
    "documents/test_turns",
    "explain",
    "second_save",
    "test_search",
)


def differs_by_database(item: pytest.Item) -> bool:
    """Whether a test commits, as workers and threads need it, or asks what one database may answer otherwise."""
    if not depends_on_database(item):
        return False
    commits = any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    fixtures = getattr(item, "fixturenames", ())
    return commits or "transactional_db" in fixtures or any(part in item.nodeid for part in WHERE_DATABASES_DIFFER)

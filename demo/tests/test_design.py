"""The page of examples shows every part that docs/look.md names, to nobody on a real site."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from accompaniment.tests.browser import assert_accessible

ROOT = Path(__file__).resolve().parents[2]


def test_a_real_site_has_no_such_page(client, db):
    assert client.get("/design/").status_code == 404


def test_every_part_of_the_guide_stands_on_it(client, db, settings):
    settings.DEBUG = True
    page = client.get("/design/").text
    parts = (ROOT / "docs" / "look.md").read_text(encoding="utf-8").partition("## Parts")[2]
    table = [line for line in parts.splitlines() if line.startswith("|")]
    named = {name for line in table for name in re.findall(r"`[a-z.]*\.(app-[a-z-]+)`", line)}
    assert len(named) > 10
    assert not {name for name in named if name not in page}


@pytest.mark.browser
def test_it_is_accessible(db, settings, live_server, phone: Page) -> None:
    settings.DEBUG = True
    phone.goto("/design/")
    assert_accessible(phone)

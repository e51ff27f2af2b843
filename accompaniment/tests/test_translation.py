"""English is complete: every listed text has one, it is the one Django loads, and no page forgets to use it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.views.defaults import server_error

from . import catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}|</?\w+")


@pytest.fixture(scope="module")
def entries() -> list[catalogue.Entry]:
    return catalogue.listed()


def test_every_text_has_its_english(entries):
    lacking = [entry.spanish[0] for entry in entries if not entry.english or not all(entry.english)]
    doubtful = [entry.spanish[0] for entry in entries if entry.is_fuzzy]
    assert len(entries) > 900
    assert not lacking
    assert not doubtful


def test_a_text_that_counts_has_two_forms(entries):
    assert not [entry.spanish for entry in entries if len(entry.english) != len(entry.spanish)]


def test_placeholders_and_tags_survive(entries):
    def marks(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    broken = [
        (spanish, english)
        for entry in entries
        for spanish, english in zip(entry.spanish, entry.english, strict=True)
        if marks(spanish) != marks(english)
    ]
    assert not broken


def test_edges_survive(entries):
    """A line break or a space at either end belongs to the layout around a text."""

    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    broken = [
        (spanish, english)
        for entry in entries
        for spanish, english in zip(entry.spanish, entry.english, strict=True)
        if edges(spanish) != edges(english)
    ]
    assert not broken


def test_what_django_loads_is_what_is_listed(entries):
    assert catalogue.compiled() == {entry.key: "\0".join(entry.english) for entry in entries}


# --- The pages --------------------------------------------------------------------------------------------------
class Shown(HTMLParser):
    """Every text that a page shows or reads aloud, but for what it marks as Spanish, and where its links lead."""

    SPOKEN = ("title", "alt", "aria-label", "placeholder")
    CHILDLESS = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.links: list[str] = []
        self._within_spanish = 0  # how many elements are open from the one marked as Spanish on
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.CHILDLESS and (self._within_spanish or given.get("lang") == "es"):
            self._within_spanish += 1
        if not self._within_spanish:
            self.texts |= {given[name] for name in self.SPOKEN if given.get(name)}
        if tag == "a":
            self.links.append(given.get("href") or "")

    def handle_startendtag(self, tag, attrs):
        """An element that closes itself, as those of a drawing do, opens nothing."""

    def handle_endtag(self, tag):
        if self._within_spanish and tag not in self.CHILDLESS:
            self._within_spanish -= 1

    def handle_data(self, data):
        if data.strip() and not self._within_spanish:
            self.texts.add(" ".join(data.split()))


def kind_of_page(url: str) -> str:
    """The same for two visits, two people, two pages of a list."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|=[^&]*", "", url)


def pages(client, first: str):
    """Follow the links from `first`: every kind of page once, with its texts."""
    waiting, met = [first], set()
    while waiting:
        url = waiting.pop(0)
        if kind_of_page(url) in met or not url.startswith("/") or url.startswith("/static/"):
            continue
        met.add(kind_of_page(url))
        page = client.get(url)
        if page.status_code == 302:
            waiting.append(page.headers["Location"])
        if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
            shown = Shown(page.content.decode())
            waiting += [urljoin(url, link).split("#")[0] for link in shown.links]
            yield url, shown.texts


@pytest.mark.parametrize(
    ("name", "least"), [("ana", 10), ("berta", 25), ("diana", 10), ("rita", 2), ("alma", 8), ("tania", 3), ("", 2)]
)
def test_no_page_forgets_its_english(client, cast, entries, name, least):
    cast.closed_visit()
    cast.visit()
    if name:
        person = getattr(cast, name)
        client.force_login(getattr(person, "user", person))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = {text for entry in entries for text in entry.english}
    spanish = {text for entry in entries for text in entry.spanish} - english
    spanish |= {text[:1].upper() + text[1:] for text in spanish} - english
    spanish -= {"Juego libre en los sectores", "Sí", "A veces"}  # a rubric and levels, as their instruments name them
    seen = dict(pages(client, reverse("home" if name else "account_login")))
    assert len(seen) >= least, list(seen)
    assert not {url: texts & spanish for url, texts in seen.items() if texts & spanish}


def test_dates_stay_peruvian_in_english(client, cast):
    visit = cast.closed_visit()
    client.force_login(cast.ana)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse("visits:list")).content.decode()
    assert "Visits" in page
    assert visit.visited_on.strftime("%d/%m/%Y") in page


def test_the_page_of_a_failure_speaks_the_chosen_language(client, db, rf):
    with translation.override("en"):
        english = server_error(rf.get("/")).content.decode()
    spanish = server_error(rf.get("/")).content.decode()
    assert 'lang="en"' in english
    assert "went wrong" in english
    assert 'lang="es"' in spanish
    assert "Algo falló de nuestro lado" in spanish

"""Every route, opened and sent to by everyone. A route that is not in the table fails the build."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse

from accompaniment.tests import provider_urls
from conftest import make_cast
from reports.tests.access_table.entry import PROVIDER_TABLE
from reports.tests.access_table.words import FORBIDDEN, HIDDEN, LEADS_ON, ONLY_POST, OPENS, Row

from .access_table import POSTS, PUBLIC_POSTS, TABLE
from .world import CODE, ELSEWHERE, ENDED, FIGURE, INSTRUMENT, KEY, LIST, NONE, PEOPLE, PERSON, World

pytestmark = pytest.mark.django_db  # what a test writes over the module's world is undone after it

REFUSED = -1  # 403 or 404: that the section is not hers, or the thing in it, comes to the same
IMPERSONAL = {NONE, FIGURE, LIST, INSTRUMENT, CODE, KEY, PERSON}  # what is of no UGEL


def routes(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or str(pattern.pattern))
        else:
            yield from routes(pattern.url_patterns, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))


def test_every_route_is_in_the_table() -> None:
    assert set(routes(get_resolver().url_patterns)) == set(TABLE)


@pytest.fixture(autouse=True)
def private_root(monkeypatch: Any) -> None:
    """The world's files stay where the world has them; and a refusal here deserves no trace in the log."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """One world for every row: what a request writes in it is undone after the answer."""
    files = {**site.STORAGES["default"], "OPTIONS": {"location": tmp_path_factory.mktemp("private")}}
    kept = override_settings(STORAGES={**site.STORAGES, "default": files})
    with django_db_blocker.unblock(), kept, transaction.atomic():
        yield World(make_cast())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sessions(world: World) -> dict[str, str]:
    """The session cookie of everyone."""
    found = {"nobody": ""}
    for name in (*list(PEOPLE)[1:], *ENDED, *ELSEWHERE):
        client = Client()
        client.force_login(world.user(name))
        found[name] = client.cookies[site.SESSION_COOKIE_NAME].value
    return found


REFUSALS = (FORBIDDEN, HIDDEN, REFUSED)
AS_A_SCRIPT = {"Accept": "application/json"}  # drawing the page of a refusal takes longer than refusing
WAY_BACK, HREF = re.compile(r'<nav class="app-crumb.*?</nav>', re.DOTALL), re.compile(r'href="([^"]*)"')
CLIENT = Client(raise_request_exception=False)  # one for everyone: making one costs as much as a page


class Answer:
    """What one request answered and what it would have written, sessions apart."""

    def __init__(self, method: str, url: str, session: str, *, expected: int = OPENS) -> None:
        CLIENT.cookies.clear()
        if session:
            CLIENT.cookies[site.SESSION_COOKIE_NAME] = session
        self.written: list[str] = []
        with transaction.atomic(), connection.execute_wrapper(self.note):
            response = getattr(CLIENT, method)(url, headers=AS_A_SCRIPT if expected in REFUSALS else None)
            transaction.set_rollback(True)
        self.status = response.status_code
        text = response.text if response.headers.get("Content-Type", "").startswith("text/html") else ""
        self.way_back = [unescape(url) for nav in WAY_BACK.findall(text) for url in HREF.findall(nav)]
        self.to_login = self.status == 302 and response.url.startswith(reverse("account_login"))

    def note(self, execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql:
            self.written.append(sql)
        return execute(sql, *rest)


def answers_of(row: Row) -> dict[str, int]:
    """What everyone's GET answers: the row of the table, and what follows from it for the three more."""
    answers = dict(row.answers)
    made = ("visits:list", "visits:contacts", "search")  # and what they once made can still be found
    reads_what_was = any(row is TABLE[route] for route in made)
    answers |= dict.fromkeys(ENDED, OPENS if reads_what_was else answers["dora"])
    of_ugel = REFUSED if answers["dora"] in (HIDDEN, FORBIDDEN) else answers["dora"]
    is_impersonal = row.arguments in IMPERSONAL
    return answers | {name: answers[like] if is_impersonal else of_ugel for name, like in ELSEWHERE.items()}


def fits(expected: int, status: int) -> bool:
    return status in (FORBIDDEN, HIDDEN) if expected == REFUSED else status == expected


def check_get(world: World, sessions: dict[str, str], route: str, row: Row) -> None:
    url = reverse(route, kwargs=row.arguments(world))
    expected = answers_of(row)
    answers = {
        name: Answer("get", url, sessions[name], expected=status if name != "nobody" else OPENS)
        for name, status in expected.items()
    }
    found = {name: answer.status for name, answer in answers.items()}
    assert not {name: (expected[name], got) for name, got in found.items() if not fits(expected[name], got)}
    steps = {(name, step) for name, answer in answers.items() for step in answer.way_back}
    assert not {(name, step) for name, step in steps if not opens(sessions[name], step)}


@cache
def opens(session: str, url: str) -> bool:
    """Whether a step of somebody's way back leads to a page that opens for her."""
    answer = Answer("get", url, session)
    return answer.status in (OPENS, LEADS_ON) and not answer.to_login


def check_post(world: World, sessions: dict[str, str], route: str, row: Row) -> None:
    """Whoever may not open a page may not send to it either, and her sending leaves nothing behind."""
    url = reverse(route, kwargs=row.arguments(world))
    posts = POSTS.get(route, {})
    for name, opened in answers_of(row).items():
        expected = posts.get(name if name in PEOPLE else "dora", opened)
        expected = REFUSED if name in ELSEWHERE and expected in (HIDDEN, FORBIDDEN) else expected
        is_stranger = name == "nobody" and expected == LEADS_ON and route not in PUBLIC_POSTS
        if not is_stranger and expected not in (HIDDEN, FORBIDDEN, REFUSED):
            continue  # she may, and what her sending does is told by the tests of the page
        answer = Answer("post", url, sessions[name], expected=OPENS if is_stranger else expected)
        refused = answer.to_login if is_stranger else answer.status == ONLY_POST or fits(expected, answer.status)
        assert refused and not answer.written, (route, name, answer.status)


@pytest.mark.parametrize("route", TABLE)
def test_access(world: World, sessions: dict[str, str], route: str) -> None:
    check_get(world, sessions, route, TABLE[route])


@pytest.mark.parametrize("route", TABLE)
def test_sending(world: World, sessions: dict[str, str], route: str) -> None:
    check_post(world, sessions, route, TABLE[route])


def test_who_may_send_where_nothing_can_be_opened_is_in_the_table_of_posts() -> None:
    assert {route for route, row in TABLE.items() if ONLY_POST in row.answers.values()} == set(POSTS)


# --- While an identity provider is configured ------------------------------------------------------------------
@pytest.fixture
def provider(settings: Any) -> None:
    settings.ROOT_URLCONF = provider_urls.__name__
    settings.OIDC = {"name": "UGEL Prueba", "issuer": "https://login.example.pe"}


def test_a_provider_adds_only_the_routes_of_its_table(provider: None) -> None:
    assert set(routes(get_resolver().url_patterns)) == set(TABLE) | set(PROVIDER_TABLE)


@pytest.mark.parametrize("route", PROVIDER_TABLE)
def test_access_with_a_provider(provider: None, world: World, sessions: dict[str, str], route: str) -> None:
    """There is none in this test's settings, so that everyone, signed in or not, gets the same 404."""
    check_get(world, sessions, route, PROVIDER_TABLE[route])
    check_post(world, sessions, route, PROVIDER_TABLE[route])

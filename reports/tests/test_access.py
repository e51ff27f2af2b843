"""Every route, opened and sent to by everyone. A route that is not in the table fails the build."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from accompaniment.tests import provider_urls
from conftest import make_cast

from .world import (
    AHEAD,
    ASSIGNMENT,
    CAMPAIGN,
    CASE,
    CASE_DRAFT,
    CODE,
    COMMITMENT,
    COMPANION,
    CRITERION,
    DOCUMENT,
    DRAFT,
    DRAFT_PHOTO,
    ELSEWHERE,
    ENDED,
    EVERYONES,
    FILE,
    IDEA,
    INSTITUTION,
    INSTRUMENT,
    JOB,
    KEY,
    NONE,
    PAIR,
    PEOPLE,
    PERSON,
    PHOTO,
    PLANNED,
    POST,
    PROPOSAL,
    PUBLISHED,
    REGIONAL,
    REVISION,
    ROLE,
    ROSTER,
    SECOND,
    SHEET,
    TEACHER,
    TOKEN,
    UGEL,
    UPLOAD,
    VERSION_DRAFT,
    VISIT,
    Arguments,
    World,
)

pytestmark = pytest.mark.django_db  # what a test writes over the module's world is undone after it

STATUS = {".": 200, ">": 302, "x": 404, "!": 403, "m": 405}
REFUSED = "?"  # 403 or 404: that the section is not hers, or the thing in it, comes to the same


IMPERSONAL = {NONE, INSTRUMENT, CODE, KEY, PERSON}  # what is of no UGEL

# What a GET answers, a letter a person in the order of PEOPLE.
TABLE: dict[str, tuple[Arguments, str]] = {
    "home": (NONE, ">..........>>"),
    "set_language": (NONE, ">>>>>>>>>>>>>"),
    "account_login": (NONE, ".>>>>>>>>>>>>"),
    "account_logout": (NONE, ">............"),
    "account_change_password": (NONE, ">>>>>>>>>>>>>"),
    "account_set_password": (NONE, ">............"),
    "account_inactive": (NONE, "............."),
    "account_reset_password": (NONE, "............."),
    "account_reset_password_done": (NONE, "............."),
    "account_reset_password_from_key": (KEY, "............."),
    "account_reset_password_from_key_done": (NONE, "............."),
    "registry": (NONE, ">!!!..!!!!.!!"),
    "registry_preview": (UPLOAD, ">!!!.x!!!!x!!"),
    "registry_progress": (UPLOAD, ">!!!.x!!!!x!!"),
    "registry_confirm": (UPLOAD, ">mmmmmmmmmmmm"),
    "registry_cancel": (UPLOAD, ">mmmmmmmmmmmm"),
    "registry_rows": (UPLOAD, ">!!!.x!!!!x!!"),
    "registry_rows_export": (UPLOAD, ">!!!.x!!!!x!!"),
    "institutions": (NONE, ">!!!..!!!!.!!"),
    "network_assign": (NONE, ">!!!..!!!!!!!"),
    "networks_import": (NONE, ">!!!..!!!!!!!"),
    "institution": (INSTITUTION, ">.xx.x.xxx.xx"),
    "institution_move": (INSTITUTION, ">!xx.x!xxx!xx"),
    "teachers": (NONE, ">......!!!!!!"),
    "teacher_new": (NONE, ">!!!..!!!!!!!"),
    "duplicates": (NONE, ">!!!..!!!!!!!"),
    "duplicate": (PAIR, ">!xx.xxxxxxxx"),
    "duplicate_dismiss": (PAIR, ">mmmmmmmmmmmm"),
    "teacher_edit": (TEACHER, ">!xx.x!xxxx!x"),
    "teacher_account": (TEACHER, ">!xx.x!xxxx!x"),
    "post_new": (TEACHER, ">!xx.x!xxxx!x"),
    "post_end": (POST, ">!xx.x!xxxx!x"),
    "assignment_new": (POST, ">!xx.x!xxxx!x"),
    "assignment_end": (ASSIGNMENT, ">!xx.x!xxxx!x"),
    "companions": (NONE, ">!!!..!!!!!!!"),
    "companion_new": (NONE, ">!!!..!!!!!!!"),
    "companion_end": (COMPANION, ">!!!.x!!!!!!!"),
    "companion_access": (COMPANION, ">!!!.x!!!!!!!"),
    "roles": (NONE, ">!!!..!!!!.!!"),
    "role_new": (NONE, ">!!!..!!!!.!!"),
    "role_end": (ROLE, ">!!!.x!!!!.!!"),
    "role_access": (ROLE, ">!!!.x!!!!.!!"),
    "campaigns": (NONE, ">......!...!!"),
    "campaign_new": (NONE, ">!!!..!!!!!!!"),
    "campaign": (CAMPAIGN, ">....x.!...!!"),
    "campaign_edit": (CAMPAIGN, ">!!!.x!!!!!!!"),
    "campaign_close": (CAMPAIGN, ">!!!.x!!!!!!!"),
    "campaign_copy": (CAMPAIGN, ">!!!.x!!!!!!!"),
    "campaign_image": (CAMPAIGN, ">!!!.x!!!!!!!"),
    "campaign_letterhead": (CAMPAIGN, ">....x.!...!!"),
    "regional_new": (NONE, ">!!!!!!!!!.!!"),
    "regional_campaign": (REGIONAL, ">xxx..x!...!!"),
    "regional_edit": (REGIONAL, ">xxx!!x!!!.!!"),
    "campaign_from_regional": (REGIONAL, ">xxx..x!!!!!!"),
    "rubrics:campaign": (CAMPAIGN, ">!!!.x!!!!!!!"),
    "rubrics:instruments": (NONE, ">......!!!.!!"),
    "rubrics:instrument": (INSTRUMENT, ">......!!!.!!"),
    "rubrics:new": (NONE, ">!!!..!!!!.!!"),
    "rubrics:import": (NONE, ">!!!..!!!!.!!"),
    "rubrics:draft": (VERSION_DRAFT, ">xxx.xx!!!x!!"),
    "rubrics:about": (VERSION_DRAFT, ">xxx.xx!!!x!!"),
    "rubrics:copy": (EVERYONES, ">!!!..!!!!.!!"),
    "rubrics:next": (PUBLISHED, ">!!!.x!!!!!!!"),
    "rubrics:delete": (VERSION_DRAFT, ">xxx.xx!!!x!!"),
    "rubrics:publish": (VERSION_DRAFT, ">xxx.xx!!!x!!"),
    "rubrics:retire": (PUBLISHED, ">!!!.x!!!!!!!"),
    "rubrics:file": (FILE, ">....x.!!!.!!"),
    "rubrics:criterion_new": (VERSION_DRAFT, ">xxx.xx!!!x!!"),
    "rubrics:criterion": (CRITERION, ">xxx.xx!!!x!!"),
    "rubrics:prompts": (CRITERION, ">xxx.xx!!!x!!"),
    "rubrics:criterion_move": (CRITERION, ">mmmmmmmmmmmm"),
    "rubrics:criterion_delete": (CRITERION, ">xxx.xx!!!x!!"),
    "visits:try": (PUBLISHED, ">....x.!!!.!!"),
    "visits:version": (DRAFT, ">>xxxxxxxxxxx"),
    "rubrics:practice": (NONE, ">.....!!!!.!!"),
    "rubrics:practice_new": (NONE, ">!!!..!!!!.!!"),
    "rubrics:practice_case": (CASE, ">....xxxxxxxx"),
    "rubrics:practice_edit": (CASE_DRAFT, ">xxx.xxxxxxxx"),
    "rubrics:practice_publish": (CASE_DRAFT, ">xxx.xxxxxxxx"),
    "rubrics:practice_retire": (CASE, ">!!!.xxxxxxxx"),
    "visits:list": (NONE, ">......!!!!.."),
    "visits:detail": (VISIT, ">.xx.x.xxxx.x"),
    "visits:form": (DRAFT, ">.xxxxxxxxxxx"),
    "visits:conflict": (DRAFT, ">!xxxxxxxxxxx"),
    "visits:close": (DRAFT, ">.xxxxxxxxxxx"),
    "visits:prepare": (AHEAD, ">.xx!x!xxxx!x"),
    "visits:reschedule": (PLANNED, ">.xx.x!xxxx!x"),
    "visits:sign": (VISIT, ">.xx!x!xxxx!x"),
    "visits:acknowledge": (VISIT, ">mmmmmmmmmmmm"),
    "visits:plan_next": (VISIT, ">mmmmmmmmmmmm"),
    "visits:ideas": (NONE, ">.....!!!!!!!"),
    "visits:idea_new": (COMMITMENT, ">!xx.x!xxxx!x"),
    "visits:idea_withdraw": (IDEA, ">mmmmmmmmmmmm"),
    "my_pin": (NONE, ">!!!!!!!!!!.."),
    "visits:cancel": (DRAFT, ">.xxxxxxxxxxx"),
    "visits:attachments": (VISIT, ">.xx.x.xxxx.x"),
    "visits:attachment_file": (PHOTO, ">.xx.x.xxxx.x"),
    "visits:attachment_edit": (DRAFT_PHOTO, ">.xxxxxxxxxxx"),
    "visits:attachment_remove": (PHOTO, ">!xx!x!xxxx!x"),
    "visits:comment": (VISIT, ">mmmmmmmmmmmm"),
    "visits:self_assessment": (VISIT, ">!xx!x!xxxx.x"),
    "visits:correct": (VISIT, ">.xx!x!xxxx!x"),
    "visits:revision": (REVISION, ">.xx.x.xxxx.x"),
    "visits:new": (ASSIGNMENT, ">>xx!x!xxxx!x"),
    "visits:plan": (ASSIGNMENT, ">.xx!x!xxxx!x"),
    "visits:pair_invite": (DRAFT, ">.xxxxxxxxxxx"),
    "visits:pair": (SECOND, ">!.xxxxxxxxxx"),
    "visits:pair_close": (SECOND, ">!.xxxxxxxxxx"),
    "visits:pair_decline": (SECOND, ">!.xxxxxxxxxx"),
    "visits:pair_withdraw": (SECOND, ">.!xxxxxxxxxx"),
    "visits:pair_comparison": (SECOND, ">!!xxxxxxxxxx"),
    "visits:calibration": (NONE, ">.....!!!!!!!"),
    "visits:ugel_calibration": (UGEL, ">!!!.x!x!!!xx"),
    "visits:calibration_rule": (UGEL, ">!!!.x!x!!!xx"),
    "visits:teacher": (TEACHER, ">.xx.x.xxxx.x"),
    "reports:institution": (INSTITUTION, ">!xx.x.xxx!xx"),
    "reports:ugel": (UGEL, ">!!!.x!x..!xx"),
    "reports:request_plan": (TEACHER, ">!xx.x.xxxx!x"),
    "reports:visit_sheet": (SHEET, ">.xx.x.xxxx.x"),
    "reports:job": (JOB, ">xxx.xxxxxxxx"),
    "reports:job_progress": (JOB, ">xxx.xxxxxxxx"),
    "reports:documents": (NONE, ">......!!!!.."),
    "reports:document": (DOCUMENT, ">.xx.x.xxxx.x"),
    "reports:document_file": (DOCUMENT, ">.xx.x.xxxx.x"),
    "roster": (NONE, ">!!!..!!!!!!!"),
    "roster_template": (NONE, ">!!!..!!!!!!!"),
    "roster_preview": (ROSTER, ">!!!.x!!!!!!!"),
    "roster_confirm": (ROSTER, ">mmmmmmmmmmmm"),
    "roster_refused": (ROSTER, ">!!!.x!!!!!!!"),
    "roster_undo": (ROSTER, ">!!!>x!!!!!!!"),
    "people_export": (NONE, ">!!!..!!!!!!!"),
    "companions_export": (NONE, ">!!!..!!!!!!!"),
    "institutions_export": (NONE, ">!!!..!!!!.!!"),
    "visits:my_calendar": (NONE, ">>>>!!!!!!!!!"),
    "visits:calendar": (COMPANION, ">.xx.xxxxxxxx"),
    "visits:calendar_propose": (COMPANION, ">.xx.xxxxxxxx"),
    "visits:calendar_address": (COMPANION, ">.xx!xxxxxxxx"),
    "visits:calendar_undo": (PROPOSAL, ">.xx.xxxxxxxx"),
    "visits:move": (PLANNED, ">>>>>>>>>>>>>"),  # to the form, which answers for itself
    "visits:feed": (TOKEN, "............."),  # whoever has the secret address; it names nobody
    "visits:transfer": (COMPANION, ">!!!.x!!!!!!!"),
    "teacher_history": (TEACHER, ">!xx.x!xxxx!x"),
    "my_readings": (NONE, ">!!!!!!!!!!.."),
    "readings": (NONE, ">!!!!!!!!!.!!"),
    "changes": (NONE, ">!!!..!!!!.!!"),
    "reminders": (NONE, ">............"),
    "privacy": (NONE, "............."),
    "reports:my_data": (NONE, ">mmmmmmmmmmmm"),
    "choose_password": (NONE, ">>>>>>>>>>>>>"),
    "my_sessions": (NONE, ">............"),
    "account_reauthenticate": (NONE, ">!!!!!!!!!!!!"),
    "mfa_index": (NONE, ">............"),
    "mfa_authenticate": (NONE, ">>>>>>>>>>>>>"),
    "mfa_reauthenticate": (NONE, ">!!!!!!!!!!!!"),
    "mfa_activate_totp": (NONE, ">............"),
    "mfa_deactivate_totp": (NONE, ">xxxxxxxxxxxx"),
    "mfa_view_recovery_codes": (NONE, ">xxxxxxxxxxxx"),
    "mfa_generate_recovery_codes": (NONE, ">............"),
    "slips": (NONE, ">!!!>>!!!!!!!"),
    "see_as": (NONE, ">!!!!!!!!!.!!"),
    "see_as_start": (PERSON, ">mmmmmmmmmmmm"),
    "see_as_end": (NONE, ">mmmmmmmmmmmm"),
    "reports:verify": (NONE, "............."),
    "reports:verify_code": (CODE, "............."),
}


# What an empty POST answers where a GET answers 405: "." may, whatever it then says about what is missing.
POSTS = {
    "registry_confirm": ">!!!.x!!!!x!!",
    "registry_cancel": ">!!!.x!!!!x!!",
    "duplicate_dismiss": ">!xx.xxxxxxxx",
    "roster_confirm": ">!!!.x!!!!!!!",
    "reports:my_data": ">............",
    "see_as_start": ">!!!!!!!!!.!!",
    "see_as_end": ">............",
    "visits:comment": ">.xx!x!xxxx.x",
    "visits:acknowledge": ">!xx!x!xxxx.x",
    "visits:plan_next": ">!xx!x!xxxx!x",  # that visit agreed on no next day
    "visits:idea_withdraw": ">!!!.xxxxxxxx",
    "rubrics:criterion_move": ">xxx.xx!!!x!!",
}
PUBLIC_POSTS = {"set_language"}
# The routes that exist only while an identity provider is configured (OIDC_ISSUER).
PROVIDER_TABLE: dict[str, tuple[Arguments, str]] = {
    "openid_connect_login": (NONE, "xxxxxxxxxxxxx"),
    "openid_connect_callback": (NONE, "xxxxxxxxxxxxx"),
}


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


CLIENT = Client(raise_request_exception=False)  # one for everyone: making one costs as much as a page


class Answer:
    """What one request answered and what it would have written, sessions apart."""

    def __init__(self, method: str, url: str, session: str) -> None:
        CLIENT.cookies.clear()
        if session:
            CLIENT.cookies[site.SESSION_COOKIE_NAME] = session
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            response = getattr(CLIENT, method)(url)
            transaction.set_rollback(True)
        self.status = response.status_code
        self.to_login = self.status == 302 and response.url.startswith(reverse("account_login"))
        said = [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        self.written = [sql for sql in said if "django_session" not in sql]


def letters_of(table: dict[str, tuple[Arguments, str]], route: str) -> dict[str, str]:
    """What everyone's GET answers: the row of the table, and what follows from it for the five more."""
    arguments, letters = table[route]
    row = dict(zip(PEOPLE, letters, strict=True))
    row |= dict.fromkeys(ENDED, row["dora"])
    of_ugel = REFUSED if row["dora"] in "x!" else row["dora"]
    return row | {name: row[like] if arguments in IMPERSONAL else of_ugel for name, like in ELSEWHERE.items()}


def fits(letter: str, status: int) -> bool:
    return status in (403, 404) if letter == REFUSED else status == STATUS[letter]


def check_get(world: World, sessions: dict[str, str], table: dict[str, tuple[Arguments, str]], route: str) -> None:
    url = reverse(route, kwargs=table[route][0](world))
    expected = letters_of(table, route)
    answers = {name: Answer("get", url, sessions[name]).status for name in expected}
    assert not {name: (expected[name], got) for name, got in answers.items() if not fits(expected[name], got)}


def check_post(world: World, sessions: dict[str, str], table: dict[str, tuple[Arguments, str]], route: str) -> None:
    """Whoever may not open a page may not send to it either, and her sending leaves nothing behind."""
    url = reverse(route, kwargs=table[route][0](world))
    posts = dict(zip(PEOPLE, POSTS[route], strict=True)) if route in POSTS else {}
    for name, letter in letters_of(table, route).items():
        letter = posts.get(name if name in PEOPLE else "dora", letter)
        letter = REFUSED if name in ELSEWHERE and letter in "x!" else letter
        is_stranger = name == "nobody" and letter == ">" and route not in PUBLIC_POSTS
        if not is_stranger and letter not in ("x", "!", REFUSED):
            continue  # she may, and what her sending does is told by the tests of the page
        answer = Answer("post", url, sessions[name])
        refused = answer.to_login if is_stranger else answer.status == 405 or fits(letter, answer.status)
        assert refused and not answer.written, (route, name, answer.status)


@pytest.mark.parametrize("route", TABLE)
def test_access(world: World, sessions: dict[str, str], route: str) -> None:
    check_get(world, sessions, TABLE, route)


@pytest.mark.parametrize("route", TABLE)
def test_sending(world: World, sessions: dict[str, str], route: str) -> None:
    check_post(world, sessions, TABLE, route)


def test_who_may_send_where_nothing_can_be_opened_is_in_the_table_of_posts() -> None:
    assert {route for route, (_arguments, letters) in TABLE.items() if "m" in letters} == set(POSTS)


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
    check_get(world, sessions, PROVIDER_TABLE, route)
    check_post(world, sessions, PROVIDER_TABLE, route)

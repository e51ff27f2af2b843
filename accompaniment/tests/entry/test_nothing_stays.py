"""Whatever a signed-in person gets is kept by no browser: nothing of it comes back after signing out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from accompaniment.tests.browser import CHROMIUM_NAMES, FLAGS, PATIENCE


@pytest.mark.parametrize(
    ("who", "path", "headers"),
    [
        ("berta", "/people/", {}),
        ("ana", "/", {}),
        ("ana", "/registry/", {}),  # refused
        ("ana", "/nowhere/", {}),
        ("ana", "/nowhere/", {"accept": "application/json"}),
        ("berta", "/people/export/", {}),
    ],
)
def test_what_a_signed_in_person_gets_is_not_stored(client, cast, who, path, headers):
    client.force_login(getattr(cast, who))
    assert "no-store" in client.get(path, headers=headers)["Cache-Control"]


def test_a_form_whose_token_is_stale_is_not_stored_either(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ana)
    answer = strict.post(reverse("my_pin"), {})
    assert answer.status_code == 403 and "no-store" in answer["Cache-Control"]


def test_who_is_not_signed_in_may_keep_the_page(client, db):
    assert "Cache-Control" not in client.get(reverse("privacy"))


@pytest.fixture
def remembering(browser, chromium_path, live_server) -> Iterator[Page]:
    """A page that comes back as it was left when one goes back, as on people's own devices.

    The Chromium that never has a window does not do so; where there is no other, the test proves less.
    """
    whole = next(filter(None, map(shutil.which, CHROMIUM_NAMES[1:])), chromium_path)
    chromium = browser.browser_type.launch(
        executable_path=whole, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = chromium.new_page(base_url=live_server.url)
    page.set_default_timeout(PATIENCE)
    yield page
    chromium.close()


@pytest.mark.browser
def test_back_after_signing_out_shows_nothing_personal(cast, remembering: Page, sign_in) -> None:
    page = remembering
    sign_in(page, cast.berta)
    page.goto("/people/")
    expect(page.get_by_text("Flores, Tania").first).to_be_visible()
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Salir").click()
    expect(page.get_by_label("DNI o correo")).to_be_visible()
    page.evaluate("history.go(-2)")  # Playwright's own way back waits for a page that is loaded anew
    page.wait_for_url(lambda url: "people" in url, wait_until="commit")
    expect(page.get_by_label("DNI o correo")).to_be_visible()
    assert "Flores" not in page.content() and "Berta" not in page.content()

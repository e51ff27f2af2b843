"""Fixtures for tests in a real Chromium: a phone, a desktop, signing in, axe, and no complaint left unread.

A page that expects a refusal (a 404, say) makes Chromium complain: such a test ends with `complaints.clear()`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from accompaniment.models import User

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
# The first one is the same browser without a window, which nobody would see: a third less work.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

PATIENCE = 15_000  # milliseconds; what is waited for has come long before, unless the machine is busy with other tests

# Playwright keeps an event loop in this thread, which makes Django refuse the database in the tests themselves.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium of this machine; without one the test is skipped, or fails where REQUIRE_BROWSER=1."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found:
        return found
    reason = "no Chromium on this machine: sudo apt-get install chromium"
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for all tests of this process. Its library is loaded here: tests without it start sooner."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: console errors, refusals of the content policy, uncaught exceptions."""
    return []


@pytest.fixture
def phone(browser: Browser, live_server: Any, complaints: list[str]) -> Iterator[Page]:
    """A page on a small phone, touched with a finger."""
    yield from _page(
        browser, live_server.url, complaints, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )


@pytest.fixture
def desktop(browser: Browser, live_server: Any, complaints: list[str]) -> Iterator[Page]:
    """A page on a desktop."""
    yield from _page(browser, live_server.url, complaints, viewport={"width": 1280, "height": 800})


def _page(browser: Browser, url: str, complaints: list[str], **device: Any) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        base_url=url, locale="es-PE", timezone_id=settings.TIME_ZONE, reduced_motion="reduce", **device
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda message: _note(message, complaints))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error" or "Content Security Policy" in message.text:
        complaints.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, User], None]:
    """sign_in(page, user) opens a session for the person without the sign-in form."""

    def sign_in(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in


def open_part(page: Page, part: int) -> None:
    """Open a part of the visit's form by its chip: on a phone the others are away."""
    page.locator(f'.app-steps [href="#part-{part}"]').click()


def wait_until(page: Page, condition: str) -> None:
    """Wait until an expression of the page is true; PlaywrightError when it isn't within PATIENCE.

    Playwright's own wait_for_function asks a second time by eval(), which our content policy refuses: it passes only
    where the first look already finds what it waits for.
    """
    page.evaluate(
        f"""patience => new Promise((done, fail) => {{
            const end = performance.now() + patience;
            (function look() {{
                if ({condition}) done();
                else if (performance.now() > end) fail(new Error("it never was true"));
                else requestAnimationFrame(look);
            }})();
        }})""",
        PATIENCE,
    )


def assert_accessible(page: Page) -> None:
    """Fail with what axe finds against WCAG 2.2 AA, or when the page is wider than the screen."""
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(report => report.violations)", WCAG
    )
    problems = [
        f"{rule['id']}: {rule['help']}\n    " + "\n    ".join(node["html"] for node in rule["nodes"]) for rule in found
    ]
    assert not problems, f"axe on {page.url}:\n" + "\n".join(problems)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), "it scrolls sideways"

"""The visit form on the road: a phone four times slower than this machine, at 400 kbit/s and 300 ms to the site."""

from __future__ import annotations

import shutil
import statistics
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .figures import Row, row
from .load import HOST
from .sessions import session_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from .make_visits import Made

ROUNDS = 5
BYTES_A_SECOND, LATENCY, SLOWER = 400_000 / 8, 300, 4
AFTERWARDS = 1_000  # milliseconds, for what comes once the form is alive
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
# Milliseconds and bytes: the goal, and what it was while the form was one long page that nothing compressed.
WITHIN = {
    "cold": {"alive": (2_000, 3_700), "wire": (45_000, 119_600)},
    "warm": {"alive": (1_000, 2_500), "wire": (12_000, None)},
}
# When what is typed is kept: the page's script has said so. A bare form has no script: it is once it is read whole.
ALIVE = """
window.alive = new Promise((resolve) => { window.told = () => resolve(performance.now()); });
new MutationObserver(() => { if (document.querySelector("[data-look]")) window.told(); })
  .observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-look"] });
addEventListener("DOMContentLoaded", () => { if (!document.querySelector("[data-state]")) window.told(); });
"""


@dataclass(frozen=True)
class Opened:
    """One opening of a page: milliseconds until it was alive, and bytes over the wire."""

    alive: float
    wire: float


def measure(made: Made, ours: int, floor: int) -> list[Row]:
    """Both in turn, five times, each with an empty cache and then with a full one; the median of each."""
    companion = made.assignments[0].companion.user
    session = session_of(companion)
    form = f"/visits/{uuid.uuid4()}/form/?assignment={made.assignments[0].pk}"
    own: list[list[Opened]] = []
    bare: list[list[Opened]] = []
    with _chromium() as browser:
        if browser is None:
            print("No Chromium on this machine: the form on the road was not measured.")
            return []
        fields = _fields(browser, ours, form, session)
        for _ in range(ROUNDS):
            own.append(_open_twice(browser, ours, form, session))
            bare.append(_open_twice(browser, floor, f"/form/{fields}/", session))
    rows = []
    for n, state in enumerate(WITHIN):
        for what, unit in (("alive", "ms"), ("wire", "bytes")):
            value, least = (statistics.median(getattr(turn[n], what) for turn in turns) for turns in (own, bare))
            goal, before = WITHIN[state][what]
            rows.append(row(f"visit form {state}, {what}", value, unit, goal=goal, most=True, before=before))
            rows.append(row(f"bare form of {fields} fields {state}, {what}", least, unit))
    return rows


@contextmanager
def _chromium() -> Iterator[Browser | None]:
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _context(browser: Browser, port: int, session: str) -> Any:
    from django.conf import settings

    context = browser.new_context(
        base_url=f"http://{HOST}:{port}", extra_http_headers={"X-Forwarded-Proto": "https"}, **PHONE
    )
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": HOST, "path": "/", "secure": True}
    context.add_cookies([cookie])
    context.add_init_script(ALIVE)
    return context


def _fields(browser: Browser, port: int, path: str, session: str) -> int:
    """How many fields the form has that are typed into or chosen."""
    context = _context(browser, port, session)
    page = context.new_page()
    page.goto(path)
    names = page.locator("form.app-visit :is(input:not([type=hidden]), select, textarea)").evaluate_all(
        "all => new Set(all.map(one => one.name)).size"
    )
    context.close()
    return int(names)


def _open_twice(browser: Browser, port: int, path: str, session: str) -> list[Opened]:
    context = _context(browser, port, session)
    page = context.new_page()
    told = context.new_cdp_session(page)
    told.send("Network.enable")
    line = {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES_A_SECOND}
    told.send("Network.emulateNetworkConditions", {**line, "uploadThroughput": BYTES_A_SECOND})
    told.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    wire: list[float] = []
    told.on("Network.loadingFinished", lambda event: wire.append(event["encodedDataLength"]))
    opened = [_open(page, path, wire) for _ in range(2)]
    context.close()
    return opened


def _open(page: Any, path: str, wire: list[float]) -> Opened:
    wire.clear()
    answer = page.goto(path)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    alive = page.evaluate("window.alive")
    page.wait_for_timeout(AFTERWARDS)
    return Opened(alive, sum(wire))

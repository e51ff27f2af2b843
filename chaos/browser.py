"""A person at a phone on a bad line: their session, their cookies, and patience."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings

from .environment import HOST
from .pages import Page

CSRF = "a" * 32
PASSWORD = "una clave bien larga"
LOGIN = "/accounts/login/"
TRIES, PAUSE, LONGEST_PAUSE = 60, 0.05, 0.8
SECONDS = 70


class Silence(Exception):
    """No answer that means anything: what was sent may have arrived."""


class GaveUp(Exception):
    """So many tries, and never an answer."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    kind: str
    text: str

    @property
    def asks_to_sign_in_for(self) -> str:
        """The page that is opened after signing in."""
        return parse_qs(urlsplit(self.location).query).get("next", [""])[0]

    @property
    def is_signed_out(self) -> bool:
        if self.json is not None:
            return bool(self.json.get("state") == "signed_out")
        return urlsplit(self.location).path == LOGIN

    @cached_property
    def json(self) -> dict[str, Any] | None:
        return json.loads(self.text) if self.kind.startswith("application/json") else None

    @cached_property
    def page(self) -> Page:
        return Page(self.text)


@dataclass
class Line:
    """Where everybody sends to, until it is over: then nobody waits for an answer any more."""

    port: int
    is_over: bool = False


class Browser:
    """One person's. Several windows may use it at once."""

    def __init__(self, username: str, session: str, line: Line) -> None:
        self.username, self.line = username, line
        self.cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: CSRF}
        self.broken: list[tuple[float, int, str]] = []  # when the server said that it broke, and where
        self.hands = threading.Lock()  # a person does one thing at a time, if in several windows
        self._signing_in = threading.Lock()

    def open(self, path: str, mark: str) -> Answer:
        """Read a page, or the one it leads to, however often the line breaks; signed out, after signing in again."""
        with self.hands:
            answer = self._patiently(path, mark)
            return self._patiently(answer.location, f"{mark}/on") if answer.status == 302 else answer

    def _patiently(self, path: str, mark: str) -> Answer:
        """The first answer that means something. Raises GaveUp after `TRIES`."""
        for attempt in range(TRIES):
            try:
                answer = self.get(path, f"{mark}.{attempt}")
                if not answer.is_signed_out:
                    return answer
                self.sign_in(f"{mark}/sign-in.{attempt}")
            except Silence:
                rest(attempt)
            if self.line.is_over:
                break
        raise GaveUp(path)

    def get(self, path: str, mark: str) -> Answer:
        return self._ask("GET", path, None, self._headers(mark))

    def post(self, path: str, fields: Mapping[str, Any], mark: str, *, page: str, is_script: bool = False) -> Answer:
        """Send a form once, from the page it stands on. Raises Silence when the line broke or no site answered."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies[settings.CSRF_COOKIE_NAME]}, doseq=True)
        return self._ask("POST", path, body, self._headers(mark, page, is_script))

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.line.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, headers)
            came = connection.getresponse()
            text = came.read().decode()
        except (OSError, http.client.HTTPException) as broken:
            raise Silence from broken
        finally:
            connection.close()
        self._keep_cookies(came)
        if came.status >= 500:
            self.broken.append((time.monotonic(), came.status, path))
        if came.status >= 500 or came.status == 429:
            raise Silence
        return Answer(came.status, came.getheader("Location", ""), came.getheader("Content-Type", ""), text)

    def sign_in(self, mark: str) -> None:
        """As on paper: open the page, type, send. Raises Silence when that got lost; the next try begins anew."""
        with self._signing_in:
            opened = self.get(LOGIN, f"{mark}/page")
            if opened.status != 200:
                return  # another window was quicker
            typed = {"login": self.username, "password": PASSWORD}
            answer = self.post(LOGIN, typed, f"{mark}/form", page=LOGIN)
            if answer.status == 200:  # "too many attempts": a killed process keeps the lock of that count for seconds
                raise Silence

    def _headers(self, mark: str, page: str = "/", is_script: bool = False) -> dict[str, str]:
        return {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Mark": mark,
            "Referer": f"https://{HOST}{page}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json" if is_script else "text/html",
            "Connection": "close",
        }

    def _keep_cookies(self, came: http.client.HTTPResponse) -> None:
        for line in came.headers.get_all("Set-Cookie") or []:
            for name, one in SimpleCookie(line).items():
                self.cookies[name] = one.value


def rest(attempt: int) -> None:
    time.sleep(min(PAUSE * 1.5**attempt, LONGEST_PAUSE))

"""Who uses the site while it is tried: signs in, walks through its pages, logs a visit, and goes on asking."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import requests

COMPANION, COORDINATOR, DIRECTOR, SPECIALIST, INTERNAL = "90000001", "90000002", "90000003", "90000004", "90000010"
PASSWORD = "jardin-demo"
JSON = {"Accept": "application/json"}
PATIENCE = 45  # seconds
OURS = ("no responde en este momento", "muy ocupado", "demora demasiado", "Algo falló de nuestro lado")
NOT_WALKED = ("/static/", "/accounts/", "/language/", "/see-as/", "export", ".csv", ".xlsx", ".pdf", ".ics")


class Page(HTMLParser):
    """What a person finds on a page: where its links lead, and the fields of its main form as they stand."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fields: list[tuple[str, str]] = []
        self._select = self._area = ""
        self._chosen: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        name, kind = at.get("name", ""), at.get("type", "")
        if tag == "a" and at.get("href", "").startswith("/"):
            self.links.append(at["href"].partition("#")[0])
        elif tag == "input" and name and kind not in ("submit", "file"):
            if kind not in ("checkbox", "radio") or "checked" in at:
                self.fields.append((name, at.get("value", "")))
        elif tag == "textarea":
            self._area = name
            self.fields.append((name, ""))
        elif tag == "select":
            self._select, self._chosen = name, None
        elif tag == "option" and self._select and (self._chosen is None or "selected" in at):
            self._chosen = at.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[-1] = (self._area, data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self.fields.append((self._select, self._chosen or ""))
            self._select = ""


def path_of(answer: requests.Response) -> str:
    return str(urlsplit(answer.url).path)


def plan_of(person: str) -> str:
    return f"/reports/people/{person}/plan/"


class Person:
    def __init__(self, site: str, certificate: str) -> None:
        self.site = site
        self.session = requests.Session()
        self.session.trust_env = False  # its certificates would be taken before ours
        self.session.verify = certificate
        self.username = ""

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, fields: Any, **more: Any) -> requests.Response:
        return self.ask("POST", path, data=fields, **more)

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> requests.Response:
        told = {"Referer": self.site, **(headers or {})}
        return self.session.request(method, self.site + path, headers=told, **{"timeout": 90, **more})

    def sign_in(self, username: str) -> Person:
        answer = self.post("/accounts/login/", self.sign_in_form(username))
        assert path_of(answer) == "/", f"{username} did not get in: {answer.status_code} {answer.url}"
        self.username = username
        return self

    def sign_in_form(self, username: str) -> dict[str, str]:
        """The form of entering, filled in."""
        return dict(Page(self.get("/accounts/login/").text).fields) | {"login": username, "password": PASSWORD}

    def walk(self, most: int) -> int:
        """Open home and the pages that it leads to, and those that they lead to."""
        found, opened = ["/"], set()
        while found and len(opened) < most:
            path = found.pop(0)
            if path in opened or any(part in path for part in NOT_WALKED):
                continue
            answer = self.get(path)
            assert answer.status_code == 200, f"{path} answered {answer.status_code}"
            opened.add(path)
            if "text/html" in answer.headers["Content-Type"]:
                found += Page(answer.text).links
        return len(opened)

    def log_visit(self, text: str) -> str:
        """Send a visit's form with one note, as the page does by itself; returns the address of the form."""
        path, typed = self.fill_visit_in(text)
        answer = self.post(path, typed, headers=JSON)
        assert answer.ok and answer.json()["state"] in ("received", "held"), f"{answer.status_code} {answer.text[:500]}"
        assert text in self.get(path).text, "what was sent is not on its page"
        return path

    def those_with_a_plan(self, *, most: int) -> list[str]:
        """People of the list for whom a plan can be asked."""
        able: list[str] = []
        for number in itertools.count(1):
            listed = self.get(f"/people/?page={number}")
            people = set(re.findall(r"/people/([0-9a-f-]{36})/", listed.text)) - set(able)
            if not people or not listed.ok:
                return able
            for person in sorted(people):
                page = self.get(plan_of(person))
                if page.ok and "Emitir el plan</button>" in page.text:
                    able.append(person)
                if len(able) == most:
                    return able
        return able

    def fill_visit_in(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """Open the form of a new visit and write one note: its address, and what would be sent."""
        [new, *_] = re.findall(r'href="(/visits/new/\d+/)"', self.get("/visits/").text + self.get("/").text)
        form = self.get(new)
        path = path_of(form)
        typed = [pair for pair in Page(form.text).fields if pair[0] not in ("notes-0-text", "visited_on")]
        return path, [*typed, ("notes-0-text", text), ("visited_on", datetime.date.today().isoformat())]


class Anywhere(Person):
    """Somebody who asks one machine after the other until one answers, the same again and unchanged."""

    def __init__(self, sites: list[str], certificate: str) -> None:
        super().__init__(sites[0], certificate)
        self.sites = itertools.cycle(sites)

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            self.site = next(self.sites)
            with contextlib.suppress(requests.RequestException):
                answer = super().ask(method, path, **{"timeout": 15, **more})
                if answer.status_code < 500:
                    return answer
            time.sleep(0.2)
        raise AssertionError(f"{path} was never answered")

    def ask_for_plans(self, people: list[str]) -> None:
        """Ask for one after the other, faster than they can be made."""
        typed = dict(Page(self.get(plan_of(people[0])).text).fields)
        for person in people:
            assert self.post(plan_of(person), typed, allow_redirects=False).status_code == 302


class AtWork:
    """Somebody who does something beside the others; whether it went well is told where her block ends."""

    def __init__(self) -> None:
        self._failed: list[BaseException] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def work(self) -> None:
        raise NotImplementedError

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def _work(self) -> None:
        try:
            self.work()
        except BaseException as error:
            self._failed.append(error)

    def __enter__(self) -> AtWork:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()
        if self._failed:
            raise self._failed[0]


class Sender(AtWork):
    """Logs one visit after the other; `sent` says in which visit each text was received."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person, self.sent = person, dict[str, str]()

    def work(self) -> None:
        while not self.is_over:
            text = f"Visita {len(self.sent) + 1} de {self.person.username}."
            self.sent[text] = self.person.log_visit(text).split("/")[2]


class Doing(AtWork):
    """Does one thing."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self.work = work  # type: ignore[assignment,method-assign]


@dataclass
class Crowd:
    """People who go on asking until they are told to stop, and what they were answered."""

    people: list[Person]
    paths: tuple[str, ...] = ("/", "/visits/", "/accounts/login/", "/static/css/app.css")
    answers: list[tuple[int, float]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __enter__(self) -> Crowd:
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(person,)) for person in self.people]
        for thread in self._threads:
            thread.start()
        return self

    def _ask(self, person: Person) -> None:
        for path in itertools.cycle(self.paths):
            if self._over.is_set():
                return
            began = time.monotonic()
            try:
                answer = person.get(path)
            except requests.RequestException as error:
                self.failures.append(f"{path}: {error!r}")
                continue
            self.answers.append((answer.status_code, time.monotonic() - began))
            if answer.status_code >= 500 and not any(words in answer.text for words in OURS):
                self.failures.append(f"{path}: {answer.status_code} {answer.text[:200]}")
            self._over.wait(0.2)

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def told(self) -> str:
        assert not self.failures, "\n".join(self.failures[:5])
        well = sum(status < 500 for status, _ in self.answers)
        longest = max(seconds for _, seconds in self.answers)
        return f"{well} of {len(self.answers)} requests were answered well, the longest in {longest:.1f} s"

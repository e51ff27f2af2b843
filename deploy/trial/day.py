"""A UGEL's day on a site of its own, while one service after the other is away and comes back. `make day` prints, for
whatever people did meanwhile, what they were answered, in which words and after how many seconds.

It fails for a bare or untranslated answer, for one that took too long, and when what was sent is not there in the end.
As root the site lies on a disk of its own, which is filled too.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from ground import Clock, Ground, free_ports, own_folder, require_programs
from outcome import Outcome, give_addresses
from people import COMPANION, DIRECTOR, INTERNAL, JSON, SPECIALIST, Page, Person, plan_of
from servers import Own, end_on_signals
from services import Services

LONGEST = 420  # of all, in seconds
LIMIT = 12.0  # for any answer
WELL_AGAIN = 40.0  # seconds until what came back works
DISK = "1G"
BARE = ("Traceback", "Internal Server Error", "Bad Gateway", "<center>", "Server Error")


@dataclass
class Act:
    """Something that a person does: a request that may be made again, unchanged, until it was done."""

    name: str
    ask: Callable[[], requests.Response]
    is_done: Callable[[requests.Response], bool]


@dataclass
class Step:
    """What somebody was answered while something was away."""

    away: str
    act: str
    status: int
    words: str
    seconds: float
    is_done: bool

    def __str__(self) -> str:
        return f"{self.away:<14} {self.act:<15} {self.status:>4} {self.seconds:5.1f} s  {self.words}"


def words_of(answer: requests.Response) -> str:
    """What a person reads first; of an answer to a script, its reason."""
    if "json" in answer.headers.get("Content-Type", ""):
        told = answer.json()
        return str(told.get("reason") or told.get("text") or told.get("state"))
    main = answer.text.partition("<main")[2] or answer.text
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", main, re.DOTALL)[:1]
    found += re.findall(r'class="app-screen alert [^>]*>(.*?)</div>', answer.text, re.DOTALL)
    found += re.findall(r"data-progress-text[^>]*>(.*?)<", main, re.DOTALL)
    if not answer.ok:
        found += re.findall(r"<p>(.*?)</p>", main, re.DOTALL)[:1]
    plain = (html.unescape(re.sub(r"<[^>]+>|\s+", " ", text)).strip() for text in found)
    return " · ".join(re.sub(r" +", " ", text) for text in plain if text)[:170]


@dataclass
class Day:
    ground: Ground
    services: Services
    servers: Own
    clock: Clock = field(default_factory=Clock)
    steps: list[Step] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        self.install()
        site, certificate = self.ground.site, self.ground.certificate
        self.companion = Person(site, certificate).sign_in(COMPANION)
        self.colleague = Person(site, certificate).sign_in(INTERNAL)
        self.specialist = Person(site, certificate).sign_in(SPECIALIST)
        self.anybody = Person(site, certificate)
        self.people = self.specialist.those_with_a_plan(most=9)
        self.accounts = iter([f"900000{number:02}@example.pe" for number in range(1, 12)])
        outcome = Outcome(self.servers, [])
        self.clock.tell("people signed in")
        for away, gone in self.outages():
            self.live_through(away, gone, outcome)
        outcome.finish(self.ground)
        told = outcome.judge(self.sent, killed_letters=0)
        print("\n".join(str(step) for step in self.steps))
        print(told)
        self.clock.tell("all that was sent is there")
        self.complain()

    def install(self) -> None:
        release = self.ground.checkout("HEAD")
        assert release, "this is no git checkout"
        self.ground.servers.make_database()
        self.ground.run("install.sh", release)
        self.ground.manage(self.ground.current, "seed_demo", "--force")
        give_addresses(self.ground)
        self.clock.tell("installed, the demonstration loaded")

    # --- What is away
    def outages(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        yield "nothing", ExitStack
        yield "PostgreSQL", lambda: stopped(self.servers.database)
        yield "Redis", lambda: stopped(self.servers.redis)
        for unit in ("worker", "letters", "beat"):
            yield unit, lambda unit=unit: self.without(f"acompana-{unit}.service")
        yield "mail server", lambda: mail_stopped(self.servers)
        yield "web server", self.without_web
        if os.path.ismount(self.ground.root):
            yield "disk space", lambda: filled(self.ground.root)

    @contextmanager
    def without(self, unit: str) -> Iterator[None]:
        self.services.stop(unit)
        yield
        self.services.start(unit)

    @contextmanager
    def without_web(self) -> Iterator[None]:
        """The proxy finds nobody."""
        self.services.stop("acompana-web.service")
        self.services.close_socket()
        yield
        self.services.open_socket()
        self.services.start("acompana-web.service")

    # --- What people do
    def live_through(self, away: str, gone: Callable[[], Any], outcome: Outcome) -> None:
        """Everybody has her page open when it goes; what was not done then is sent again, unchanged, afterwards."""
        acts = self.acts(away, outcome)
        with gone():
            left = [act for act in acts if not self.note(away, act)]
        began = time.monotonic()
        while left:
            assert time.monotonic() < began + WELL_AGAIN, f"after {away}: {[act.name for act in left]} fail for ever"
            left = [act for act in left if not self.succeeds(act)]
            time.sleep(0.2)
        self.clock.tell(f"without {away}; well again {time.monotonic() - began:.1f} s after it came back")

    def acts(self, away: str, outcome: Outcome) -> list[Act]:
        return [
            Act("opens home", lambda: self.companion.get("/"), lambda answer: answer.ok),
            self.signing_in(),
            self.visit(self.companion, f"Por sí sola, sin {away}.", JSON),
            self.visit(self.colleague, f"Con el botón, sin {away}.", {}),
            self.plan(outcome),
            self.letter(),
        ]

    def signing_in(self) -> Act:
        somebody = Person(self.ground.site, self.ground.certificate)
        typed = somebody.sign_in_form(DIRECTOR)
        return Act(
            "signs in", lambda: somebody.post("/accounts/login/", typed), lambda answer: answer.url.endswith("/")
        )

    def visit(self, by: Person, text: str, headers: dict[str, str]) -> Act:
        path, typed = by.fill_visit_in(text)
        self.sent[text] = path.split("/")[2]
        name = "visit by itself" if headers else "visit, button"
        return Act(name, lambda: by.post(path, typed, headers=headers), lambda answer: answer.ok)

    def plan(self, outcome: Outcome) -> Act:
        person = self.people.pop()
        outcome.asked.append(person)
        typed = dict(Page(self.specialist.get(plan_of(person)).text).fields)
        return Act("asks for a plan", lambda: self.specialist.post(plan_of(person), typed), lambda answer: answer.ok)

    def letter(self) -> Act:
        path = "/accounts/password/reset/"
        typed = dict(Page(self.anybody.get(path).text).fields) | {"email": next(self.accounts)}
        del typed["next"]  # of the choice of a language
        return Act("forgot her key", lambda: self.anybody.post(path, typed), lambda answer: answer.ok)

    # --- What they are answered
    def note(self, away: str, act: Act) -> bool:
        began = time.monotonic()
        answer = act.ask()
        seconds = time.monotonic() - began
        done = act.is_done(answer)
        self.steps.append(Step(away, act.name, answer.status_code, words_of(answer), seconds, done))
        return done

    def succeeds(self, act: Act) -> bool:
        with suppress(requests.RequestException):
            return act.is_done(act.ask())
        return False

    def complain(self) -> None:
        slow = [step for step in self.steps if step.seconds > LIMIT]
        bare = [step for step in self.steps if not step.words or any(word in step.words for word in BARE)]
        assert not slow and not bare, "\n".join(str(step) for step in [*slow, *bare])


@contextmanager
def stopped(service: Any) -> Iterator[None]:
    service.kill()
    yield
    service.start()
    service.wait_until_it_answers()


@contextmanager
def mail_stopped(servers: Own) -> Iterator[None]:
    servers.mail.stop()
    yield
    servers.mail.start()


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte is left on the disk that holds all of it: code, files, logs and the database."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def own_disk(folder: Path) -> Iterator[None]:
    """A small disk for the folder, where one may make one; else what happens when it is full is not tried."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0755", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
    if not is_mounted:
        print("        no disk can be made here, so a full one is not tried")
    try:
        yield
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    require_programs("redis-server", "nginx", "openssl", "curl")
    end_on_signals(after=LONGEST)
    root = own_folder("day")
    with own_disk(root):
        servers = Own(root, free_ports(2))
        day = Day(Ground(root, servers), Services(root), servers)
        try:
            day.run()
        except BaseException:
            print(*day.steps, sep="\n", flush=True)
            print(day.ground.logs(), file=sys.stderr)
            raise
        finally:
            day.services.stop_all()
            servers.end()
            day.ground.leave()


if __name__ == "__main__":
    main()

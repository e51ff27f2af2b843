"""What dies and comes back while people send: after so many answers, the same in every run of a seed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from reports.documents.models.jobs import ReportJob

from .browser import Browser
from .endings import persistently, sign_out
from .sendings import Ledger
from .services import Cluster, Service

DOWN = 0.5  # seconds that a database stays away
LAST = 0.85  # of all sendings: what happened later would happen to nobody
PATIENCE = 20  # answers in which a worker may be found at work
WEB, WORKER, DATABASE, SESSIONS = "web killed", "worker killed", "database killed", "sessions ended"


@dataclass
class Kills:
    """Every so many answers something happens; `run` is called by the thread that started the processes."""

    ledger: Ledger
    web: Service
    worker: Service
    cluster: Cluster | None
    people: list[Browser]
    rng: Random
    happened: Counter[str] = field(default_factory=Counter)
    away: list[tuple[float, float]] = field(default_factory=list)  # when the database was

    def run(self, is_done: Callable[[], bool]) -> None:
        waiting = self._timetable()
        while not is_done():
            for at, what in [one for one in waiting if self._is_time(*one)]:
                waiting.remove((at, what))
                self._do(what)
            time.sleep(0.05)

    def _timetable(self) -> list[tuple[int, str]]:
        """After how many answers what happens."""
        most = self.ledger.most
        often = {WEB: max(1, most // 250), WORKER: max(1, most // 400), SESSIONS: max(8, most // 20)}
        if self.cluster:
            often[DATABASE] = max(1, most // 400)
        all_of_them = [what for what, times in often.items() for _ in range(times)]
        return sorted((int(most * self.rng.uniform(0.05, LAST)), what) for what in all_of_them)

    def _is_time(self, at: int, what: str) -> bool:
        """A worker is killed at work, if it is found there before long."""
        answered = self.ledger.answered
        return answered >= at and (what != WORKER or answered >= at + PATIENCE or is_at_work())

    def _do(self, what: str) -> None:
        self.happened[what] += sign_out(self.rng.choice(self.people).username) if what == SESSIONS else 1
        if what == DATABASE and self.cluster:
            self._crash(self.cluster)
        elif what in (WEB, WORKER):
            service = self.web if what == WEB else self.worker
            service.kill()
            service.start()

    def _crash(self, cluster: Cluster) -> None:
        began = time.monotonic()
        cluster.kill()
        time.sleep(DOWN)
        cluster.start()
        cluster.wait_until_it_answers()
        self.away.append((began, time.monotonic()))


def is_at_work() -> bool:
    """Whether somebody waits for a document."""
    return persistently(ReportJob.objects.unfinished().exists)

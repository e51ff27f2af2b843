"""What dies and comes back while people send: on the way, at the same places of every run of a seed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from .browser import Browser
from .endings import sign_out
from .sendings import Ledger
from .services import Cluster, Service

DOWN = 0.5  # seconds that a database stays away
WEB, WORKER, DATABASE, SESSIONS = "web killed", "worker killed", "database killed", "sessions ended"


@dataclass
class Kills:
    """Every so many answered sendings something happens; `run` is called by the thread that started the processes."""

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
            while waiting and self.ledger.answered >= waiting[0][0]:
                self._do(waiting.pop(0)[1])
            time.sleep(0.05)

    def _timetable(self) -> list[tuple[int, str]]:
        """After how many answers what happens."""
        most = self.ledger.most
        often = {WEB: max(2, most // 250), WORKER: max(1, most // 400), DATABASE: max(1, most // 400)}
        often[SESSIONS] = max(8, most // 20)
        if self.cluster is None:
            del often[DATABASE]
        places = [
            (int(most * self.rng.uniform(0.05, 0.85)), what) for what, times in often.items() for _ in range(times)
        ]
        return sorted(places)

    def _do(self, what: str) -> None:
        if what == SESSIONS:
            self.happened[what] += sign_out(self.rng.choice(self.people).username)
            return
        self.happened[what] += 1
        if what == DATABASE and self.cluster:
            began = time.monotonic()
            self.cluster.kill()
            time.sleep(DOWN)
            self.cluster.start()
            self.cluster.wait_until_it_answers()
            self.away.append((began, time.monotonic()))
            return
        service = self.web if what == WEB else self.worker
        service.kill()
        service.start()

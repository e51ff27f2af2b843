"""Requests over the loopback by several processes at once, and what they measured."""

from __future__ import annotations

import http.client
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from urllib.parse import urlencode

from django.conf import settings

HOST = "localhost"
CSRF = "a" * 32
forked = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Request:
    """One request and the status it must be answered with."""

    method: str
    path: str
    form: dict[str, object] | None = None
    expects: int = 200


@dataclass
class Measured:
    """Latencies in seconds, and how long the whole lasted."""

    latencies: list[float]
    seconds: float

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: int) -> float:
        return statistics.quantiles(self.latencies, n=100)[share - 1]


class Browser:
    """A signed-in person behind a proxy that ends HTTPS; a connection a request, as sync workers want it."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}/",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def send(self, request: Request) -> float:
        """Return how many seconds the answer took; raise when it was another answer."""
        body = urlencode({**request.form, "csrfmiddlewaretoken": CSRF}, doseq=True) if request.form else None
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(request.method, request.path, body, self.headers)
        answer = connection.getresponse()
        text = answer.read()
        took = time.perf_counter() - began
        connection.close()
        if answer.status != request.expects:
            raise RuntimeError(f"{request.method} {request.path}: {answer.status} {text[:2000]!r}")
        return took


def together(clients: list[tuple[Browser, Callable[[], Iterator[Request]]]], seconds: float) -> Measured:
    """Let every client send its requests, one after another, all at once, for so many seconds."""
    barrier = forked.Barrier(len(clients) + 1)
    running = []
    for browser, requests in clients:
        ours, theirs = forked.Pipe(duplex=False)
        process = forked.Process(target=_client, args=(browser, requests, seconds, barrier, theirs), daemon=True)
        process.start()
        running.append((process, ours))
    barrier.wait(timeout=60)
    began = time.perf_counter()
    answers = [ours.recv() if ours.poll(seconds + 120) else "no answer" for _, ours in running]
    for process, _ in running:
        process.join(timeout=10)
    if wrong := [answer for answer in answers if isinstance(answer, str)]:
        raise RuntimeError(wrong[0])
    ended = max(end for _, end in answers)
    return Measured([took for latencies, _ in answers for took in latencies], ended - began)


def _client(
    browser: Browser, requests: Callable[[], Iterator[Request]], seconds: float, barrier: Barrier, out: Connection
) -> None:
    latencies: list[float] = []
    barrier.wait(timeout=60)
    until = time.perf_counter() + seconds
    try:
        for request in requests():
            latencies.append(browser.send(request))
            if time.perf_counter() > until:
                break
    except (OSError, RuntimeError, http.client.HTTPException) as error:
        out.send(str(error) or repr(error))
    else:
        out.send((latencies, time.perf_counter()))


def one_after_another(browser: Browser, request: Request, count: int) -> list[float]:
    return [browser.send(request) for _ in range(count)]

"""Several requests in the very same moment, each on a connection of its own: only PostgreSQL lets them overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client

TIMES = 4
SECONDS = 30


@dataclass(frozen=True)
class Sending:
    """One form as one person sends it."""

    user: Any
    path: str
    data: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def at_once(db: None) -> Callable[[Iterable[Sending]], list[HttpResponse]]:
    """Send these at once; a single one is sent several times. The test itself must be of `transaction=True`."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    return send_at_once


def send_at_once(sendings: Iterable[Sending]) -> list[HttpResponse]:
    chosen = list(sendings)
    together = chosen * TIMES if len(chosen) == 1 else chosen
    start = Barrier(len(together))
    signed_in = [(_client(sending.user), sending) for sending in together]
    with ThreadPoolExecutor(len(together)) as threads:
        sent = [threads.submit(_send, client, sending, start) for client, sending in signed_in]
        return [one.result(timeout=SECONDS) for one in sent]


def _client(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(type(user).objects.get(pk=user.pk))  # a new way in ends the sessions of former passwords
    return client


def _send(client: Client, sending: Sending, start: Barrier) -> HttpResponse:
    try:
        start.wait(SECONDS)
        answer: HttpResponse = client.post(sending.path, sending.data)
        return answer
    finally:
        connections.close_all()

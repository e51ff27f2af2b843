"""Pages: how long they take one after another, and how often they ask the database."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from .figures import Row, row
from .load import HOST, Browser, Measured, Request, one_after_another
from .sessions import session_of

if TYPE_CHECKING:
    from accompaniment.models import User

    from .make_visits import Made

ROUNDS, EACH, WARM = 6, 15, 3
BUDGET = 12  # queries a page
WITHIN = {"new visit form": 100}  # milliseconds, at a million visits


def pages(made: Made) -> list[tuple[str, str, User]]:
    """Name, address and reader of each page that is measured; the reader of the list sees every visit there is."""
    companion = made.assignments[0].companion.user
    return [
        ("companion's home", "/", companion),
        ("new visit form", f"/visits/{uuid.uuid4()}/form/?assignment={made.assignments[0].pk}", companion),
        ("visit list", "/visits/", made.specialist),
        ("institution dashboard", f"/reports/institutions/{made.institution.pk}/", made.director),
    ]


def measure(made: Made, ours: int, floor: int) -> list[Row]:
    """The floor is an empty page that looks up session and user, asked for in the same minute."""
    rows = []
    for name, path, reader in pages(made):
        own, bare = _alternate(
            Browser(ours, session_of(reader)), Browser(floor, session_of(reader)), Request("GET", path)
        )
        for share in (50, 95):
            value, least = (m.percentile(share) * 1000 for m in (own, bare))
            rows.append(row(f"{name}, p{share}", value, "ms", floor=least))
        if name in WITHIN:
            rows.append(row(f"{name}, p95 within", own.percentile(95) * 1000, "ms", goal=WITHIN[name], most=True))
        rows.append(row(f"{name}, queries", count_queries(path, reader), "", goal=BUDGET, most=True))
    return rows


def _alternate(own: Browser, bare: Browser, page: Request) -> tuple[Measured, Measured]:
    ping = Request("GET", "/ping/")
    one_after_another(own, page, WARM)
    one_after_another(bare, ping, WARM)
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(ROUNDS):
        ours += one_after_another(own, page, EACH)
        floor += one_after_another(bare, ping, EACH)
    return Measured(ours, sum(ours)), Measured(floor, sum(floor))


def count_queries(path: str, reader: User) -> int:
    """Return how many queries the page asks, session and person included, once its caches are warm."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST=HOST)
    client.force_login(reader)
    client.get(path, secure=True)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path, secure=True)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(queries)

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
FIRST = "/visits/"
# Milliseconds at a million visits: the goal for the 95th percentile, and what the median was before.
WITHIN: dict[str, tuple[float, float | None]] = {
    "home of a UGEL": (150, 2_650),
    "home of the largest UGEL": (150, None),
    "visit list": (40, 116),
    "nation": (400, 910),
    "region": (150, 139),
    "companion's home": (100, None),
    "new visit form": (100, None),
    "institution dashboard": (100, None),
    "themes of the largest UGEL": (300, None),
}
LAST = 1.5  # the last page of a list, to its first
LAST_BEFORE = 3.0


def pages(made: Made) -> list[tuple[str, str, User]]:
    """Name, address and reader of each page that is measured; the list is the largest UGEL's."""
    companion = made.assignments[0].companion.user
    return [
        ("companion's home", "/", companion),
        ("new visit form", f"/visits/{uuid.uuid4()}/form/?assignment={made.assignments[0].pk}", companion),
        ("visit list", FIRST, made.specialist),
        ("institution dashboard", f"/reports/institutions/{made.institution.pk}/", made.director),
        ("home of a UGEL", "/", made.usual),
        ("home of the largest UGEL", "/", made.specialist),
        ("themes of the largest UGEL", "/visits/groups/themes/", made.specialist),
        ("region", "/", made.regional),
        ("nation", "/", made.national),
    ]


def measure(made: Made, ours: int, floor: int) -> list[Row]:
    """The floor is an empty page that looks up session and user, asked for in the same minute."""
    rows = []
    for name, path, reader in pages(made):
        own, bare = _alternate(ours, floor, reader, Request("GET", path), Request("GET", "/ping/"))
        for share in (50, 95):
            value, least = (m.percentile(share) * 1000 for m in (own, bare))
            rows.append(row(f"{name}, p{share}", value, "ms", floor=least))
        goal, before = WITHIN[name]
        rows.append(row(f"{name}, p95 within", own.percentile(95) * 1000, "ms", goal=goal, most=True, before=before))
        rows.append(row(f"{name}, queries", count_queries(path, reader), "", goal=BUDGET, most=True))
    return [*rows, _last_page(made, ours)]


def _last_page(made: Made, ours: int) -> Row:
    """Against the first page, asked for in the same minute."""
    last, first = _alternate(
        ours, ours, made.specialist, Request("GET", f"{FIRST}?page=1000000"), Request("GET", FIRST)
    )
    value, least = (m.percentile(50) * 1000 for m in (last, first))
    return row("visit list, last page, p50", value, "ms", floor=least, goal=LAST, most=True, before=LAST_BEFORE)


def _alternate(ours: int, theirs: int, reader: User, page: Request, other: Request) -> tuple[Measured, Measured]:
    """The page of the server at one port and the other page of that at the other, in turn."""
    session = session_of(reader)
    own, bare = Browser(ours, session), Browser(theirs, session)
    one_after_another(own, page, WARM)
    one_after_another(bare, other, WARM)
    took: list[float] = []
    least: list[float] = []
    for _ in range(ROUNDS):
        took += one_after_another(own, page, EACH)
        least += one_after_another(bare, other, EACH)
    return Measured(took, sum(took)), Measured(least, sum(least))


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

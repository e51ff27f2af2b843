"""The consolidado of all visits as CSV, against the database handing out the same columns by itself.

On PostgreSQL that is COPY to nowhere; on SQLite, which has none, a cursor that reads the rows and does nothing else.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from .figures import Row, row
from .load import forked

if TYPE_CHECKING:
    from accompaniment.models import User

    from .make_visits import Made

GOAL, MOST_MEMORY = 0.5, 150  # of the floor; MB more than before
PATIENCE = 1800  # seconds


def measure(made: Made) -> list[Row]:
    reader = keeper_of_all(made)
    count, took, grown = apart(lambda: written(reader))
    _count, alone, _grown = apart(lambda: handed_out(reader))
    name = f"consolidado of {count:,} visits as CSV"
    return [
        row(name, count / took, "/s", floor=count / alone, goal=GOAL),
        row(f"{name}, memory", grown, "MB", goal=MOST_MEMORY, most=True),
    ]


def keeper_of_all(made: Made) -> User:
    """A specialist of every UGEL: more than anybody is, so that the file has all visits."""
    from accompaniment.models import Role, Ugel, User

    reader = User.objects.create(username="88888877", password="!")
    Role.objects.bulk_create(
        Role(user=reader, kind=Role.Kind.SPECIALIST, ugel=ugel, starts_on=made.campaign.starts_on)
        for ugel in Ugel.objects.all()
    )
    return reader


def written(reader: User) -> int:
    """Write the file; return how many visits are in it."""
    from accompaniment.exports.making import make_file
    from visits.overview.consolidated.lists import VisitsList

    made = make_file(VisitsList(reader, {}).listing(), form="csv", about=[])
    made.file.close()
    return made.tally.written


def handed_out(reader: User) -> int:
    from django.db import connection

    from visits.models import Visit
    from visits.overview.consolidated.lists import VisitsList

    wanted = VisitsList(reader, {})
    fields = [one.source for one in (*wanted.before, *wanted.after)]
    visits = Visit.objects.visible_to(reader).closed().telling_dialogue().order_by("visited_on", "pk")
    sql, values = visits.values_list("pk", *fields).query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            return sum(1 for _row in cursor.execute(sql, values).fetchall())
        cursor.execute(f"COPY ({cursor.mogrify(sql, values).decode()}) TO PROGRAM 'cat > /dev/null' CSV")
        return int(cursor.rowcount)


def apart(work: Callable[[], int]) -> tuple[int, float, float]:
    """Do it in a process of its own: how many visits, in how many seconds, with how many MB more than it began with."""
    from django.db import connections

    connections.close_all()
    here, there = forked.Pipe()
    process = forked.Process(target=_timed, args=(work, there), daemon=True)
    process.start()
    if not here.poll(PATIENCE):
        raise RuntimeError("the consolidado was not written in time")
    told: tuple[int, float, float] = here.recv()
    process.join()
    return told


def _timed(work: Callable[[], int], out: Connection) -> None:
    before, began = _memory(), time.perf_counter()
    count = work()
    out.send((count, time.perf_counter() - began, _memory() - before))


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
